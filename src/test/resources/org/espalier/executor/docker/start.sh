#!/bin/sh
# start.sh DIRECTORY PORT: a Docker engine of its own, without bridge and iptables, on a socket and (TLS) on a port.
# Runs until it is killed.
set -e
cd "$1"
mkdir -p image/bin image/tmp image/proc image/sys image/dev image/etc certs
cp "$(command -v busybox)" image/bin/busybox
for applet in sh echo cat sleep yes head ls id env pwd wc touch test true false kill dd tail printf; do
  ln -sf busybox "image/bin/$applet"
done
echo 'root:x:0:0:root:/:/bin/sh' > image/etc/passwd
tar -C image -cf image.tar .

request() { openssl req -newkey rsa:2048 -nodes -keyout "$1" -subj "$2" -out request.pem 2>/dev/null; }
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca-key.pem -subj /CN=ca -out certs/ca.pem 2>/dev/null
request server-key.pem /CN=server
printf 'subjectAltName=IP:127.0.0.1\n' > san.cnf
openssl x509 -req -in request.pem -CA certs/ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile san.cnf -out server.pem 2>/dev/null
request certs/key.pem /CN=client
printf 'extendedKeyUsage=clientAuth\n' > client.cnf
openssl x509 -req -in request.pem -CA certs/ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile client.cnf -out certs/cert.pem 2>/dev/null

exec dockerd --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/dockerd.pid" \
  -H "unix://$1/docker.sock" -H "tcp://127.0.0.1:$2" --tlsverify --tlscacert certs/ca.pem --tlscert server.pem --tlskey server-key.pem \
  --bridge=none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false --storage-driver overlay2
