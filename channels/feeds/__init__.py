"""Vacancies as other systems read and write them."""
