#!/bin/sh
# certificates.sh DIRECTORY: an authority (ca.pem), a server (server.pem, server-key.pem; 127.0.0.1 and grpc.test) and a client.
set -e
cd "$1"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca-key.pem -subj /CN=ca -out ca.pem 2>/dev/null
printf 'subjectAltName=IP:127.0.0.1,DNS:grpc.test\n' > server.cnf
printf 'extendedKeyUsage=clientAuth\n' > client.cnf
for who in server client; do
  openssl req -newkey rsa:2048 -nodes -keyout $who-key.pem -subj /CN=$who -out $who.csr 2>/dev/null
  openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile $who.cnf -out $who.pem 2>/dev/null
done
