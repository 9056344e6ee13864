"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The browser's address: the connection's own or, behind the proxy that XINQIAO_HTTPS speaks of, the one that the
    proxy added last. None where there is none to be believed."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(told.rpartition(",")[2].strip()))
    except ValueError:
        return None


def network_of(address: str) -> str:
    """What one subscriber has: an IPv4 address, or the first half of an IPv6 one."""
    parsed = ip_address(address)
    return str(ip_network(f"{parsed}/64", strict=False)) if isinstance(parsed, IPv6Address) else address
