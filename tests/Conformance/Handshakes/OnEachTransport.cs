using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.Handshakes;

public sealed class EventLoopHandshakeTests(EventLoopServer server) : HandshakeTests(server);

public sealed class EventLoopExtensionTests(EventLoopServer server) : ExtensionTests(server);

public sealed class PipeHandshakeTests(PipeServer server) : HandshakeTests(server);

public sealed class PipeExtensionTests(PipeServer server) : ExtensionTests(server);

public sealed class UpgradeHandshakeTests(UpgradeServer server) : HandshakeTests(server);

public sealed class UpgradeExtensionTests(UpgradeServer server) : ExtensionTests(server);
