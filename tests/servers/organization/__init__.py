"""A made-up organization of many repositories, for what is done to all of one."""

from tests.servers.organization.make import KINDS, Member, member, organization
from tests.servers.organization.parts import Kind

__all__ = ["KINDS", "Kind", "Member", "member", "organization"]
