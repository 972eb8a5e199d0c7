# Waits for the end of the process that holds the other end of standard input, a JVM that runs tests, and tidies up after it.
# Until then it is told, a line each, what belongs to that JVM: "mark TEXT", "directory PATH" or "user NAME".
# An orphan whose command line or environment holds a text or a path, or that works in a directory, is ended with all it
# started: politely, and by force after a while. Then the directories and the users are deleted.
trap '' HUP INT TERM
parent=$PPID
marks= directories= users=
newline='
'
while read -r kind value; do
  [ -n "$value" ] || continue
  [ "$kind" = user ] && users="$users $value" && continue
  [ "$kind" = directory ] && directories="$directories$value$newline"
  marks="$marks${marks:+$newline}$value"
done
# Nothing to look for would be found in everything.
[ -n "$marks" ] || exit 0

# Lines "PID PARENT" of all processes that have not ended.
processes() {
  cat /proc/[0-9]*/stat 2>/dev/null | sed 's/ (.*) / /' | awk '$2 != "Z" && $2 != "X" { print $1, $3 }'
}

parent_of() {
  processes | awk -v pid="$1" '$1 == pid { print $2 }'
}

marked() {
  grep -slF -- "$marks" /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null
  printf '%s' "$directories" | while read -r directory; do
    find /proc -maxdepth 2 -name cwd \( -lname "$directory" -o -lname "$directory/*" \) 2>/dev/null
  done
}

# Orphans have the parent that this process has by now. Whoever merely reads a log of the tests has one of his own.
orphans() {
  processes | awk -v marked="$(marked | cut -d / -f 3 | tr '\n' ' ')" -v me=$$ -v parent="$(parent_of $$)" '
    BEGIN { n = split(marked, each, " "); for (i = 1; i <= n; i++) is_marked[each[i]] = 1 }
    $2 == parent && $1 != me && $1 > 1 && ($1 in is_marked) { print $1 }'
}

# The given processes and what they have started. Only ever grows from those given: this is what is killed by force.
with_descendants() {
  processes | awk -v roots="$*" '
    BEGIN { n = split(roots, each, " "); for (i = 1; i <= n; i++) if (each[i] > 1) taken[each[i]] = 1 }
    { parent[$1] = $2 }
    END {
      do {
        more = 0
        for (pid in parent) if (!(pid in taken) && (parent[pid] in taken)) { taken[pid] = 1; more = 1 }
      } while (more)
      for (pid in taken) print pid
    }'
}

# The other end is closed a moment before the children are handed on.
tries=0
while [ "$(parent_of $$)" = "$parent" ] && [ $tries -lt 100 ]; do
  sleep 0.1
  tries=$((tries + 1))
done

told=' '
until=$(($(date +%s) + 20))
while left=$(orphans) && [ -n "$left" ] && [ "$(date +%s)" -lt $until ]; do
  for pid in $left; do
    case $told in *" $pid "*) ;; *) kill -TERM "$pid" 2>/dev/null; told="$told$pid " ;; esac
  done
  sleep 0.2
done
until=$(($(date +%s) + 60))
while left=$(orphans) && [ -n "$left" ] && [ "$(date +%s)" -lt $until ]; do
  # shellcheck disable=SC2046,SC2086 # numbers of processes
  kill -KILL $(with_descendants $left) 2>/dev/null
  sleep 0.2
done

printf '%s' "$directories" | while read -r directory; do
  awk -v under="$directory/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mounted; do
    umount -l "$mounted" 2>/dev/null
  done
  rm -rf -- "$directory"
done
for user in $users; do
  if id "$user" >/dev/null 2>&1; then userdel -f "$user" 2>/dev/null; fi
done
