"""The way around Slack: mail, SMS, push."""
