#!/usr/bin/env python3
# A monitor in Python: how old the newest file in each folder of backups is.
#   (program-monitor "backups" "/usr/local/bin/backups.py" '("/export/backup/borg" "/export/backup/sql"))
import json, os, sys, time

def age_of(folder):
    files = [os.path.join(folder, name) for name in os.listdir(folder)]
    return (time.time() - max(map(os.path.getmtime, files))) / 3600 if files else None

def finding(folder):
    hours = age_of(folder)
    if hours is None:
        return {"subject": folder, "level": "bark", "text": "no backup at all"}
    level = "bark" if hours > 30 else "ok"
    return {"subject": folder, "level": level, "text": f"{hours:.1f} hours old", "numbers": {"age": hours}}

print(json.dumps([finding(folder) for folder in sys.argv[1:]]))
