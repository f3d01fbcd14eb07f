using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.Misuse;

public sealed class EventLoopMisuseTests(EventLoopServer server) : MisuseTests(server);

public sealed class PipeMisuseTests(PipeServer server) : MisuseTests(server);

public sealed class UpgradeMisuseTests(UpgradeServer server) : MisuseTests(server);
