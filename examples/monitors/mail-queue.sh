#!/bin/sh
# A monitor in shell: how many mails wait in a folder. It prints an object of JSON for each subject.
#   (program-monitor "mail" "/usr/local/bin/mail-queue.sh" '("/var/spool/postfix/deferred"))
folder=${1:-/var/spool/postfix/deferred}
waiting=$(find "$folder" -type f | wc -l)
level=ok
[ "$waiting" -gt 100 ] && level=warn
[ "$waiting" -gt 1000 ] && level=bark
echo "{\"subject\": \"queue\", \"level\": \"$level\", \"text\": \"$waiting wait\", \"numbers\": {\"waiting\": $waiting}}"
