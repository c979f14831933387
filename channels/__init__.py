"""How people reach us: conversations and their screens, USSD, SMS, gateways, web pages and feeds."""
