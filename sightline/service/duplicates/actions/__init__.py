"""What is changed about duplicates."""

from sightline.service.duplicates.actions.deciding import decide, undo
from sightline.service.duplicates.actions.entering import decide_entered
from sightline.service.duplicates.actions.looking import look_again
from sightline.service.duplicates.actions.moving import move_activities, move_activities_back

__all__ = [
    "decide",
    "decide_entered",
    "look_again",
    "move_activities",
    "move_activities_back",
    "undo",
]
