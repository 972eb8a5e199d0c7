// A gRPC server whose reflection is that of @grpc/reflection, over files that use each other.
// node server.js FOLDER MODULES prints its port; FOLDER has shop.proto, MODULES the node_modules.
const path = require('node:path');
const [folder, modules] = process.argv.slice(2);
const load = (name) => require(require.resolve(name, { paths: [modules] }));
const grpc = load('@grpc/grpc-js');
const loader = load('@grpc/proto-loader');
const { ReflectionService } = load('@grpc/reflection');

const described = loader.loadSync(path.join(folder, 'shop.proto'), {
  includeDirs: [folder], keepCase: true, longs: String, enums: String, oneofs: true });
const shop = grpc.loadPackageDefinition(described).test.shop.Shop;
const server = new grpc.Server();
server.addService(shop.service, {
  Place: (call, done) => done(null, call.request),
  Price: (call, done) => done(null, { cents: '9007199254740993', currency: 'CHF' }),
});
new ReflectionService(described).addToServer(server);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (failure, port) => {
  if (failure) throw failure;
  console.log('port ' + port);
});
process.stdin.on('end', () => process.exit(0)).resume();
