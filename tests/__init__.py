"""The tests; they mirror the rooms, plus journeys and guards."""
