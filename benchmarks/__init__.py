"""How fast Rondo is, measured as ratios against a Slack that takes 100 ms a call and limits as Slack does."""
