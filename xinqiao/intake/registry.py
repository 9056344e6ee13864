"""The channels there are: one line each."""

from xinqiao.intake.channels import api, phone, spreadsheet, web
from xinqiao.intake.channels.base import Channel

CHANNELS: dict[str, Channel] = {
    channel.code: channel for channel in (phone.CHANNEL, web.CHANNEL, api.CHANNEL, spreadsheet.CHANNEL)
}
