"""The evidence of an incident: what its package holds, and how whoever was given one checks it by themselves."""
