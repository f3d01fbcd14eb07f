using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.SharedPort;

public sealed class EventLoopPipeliningTests(EventLoopServer server) : PipeliningTests(server);

public sealed class EventLoopSmugglingTests(EventLoopServer server) : SmugglingTests(server);

public sealed class PipePipeliningTests(PipeServer server) : PipeliningTests(server);

public sealed class PipeSmugglingTests(PipeServer server) : SmugglingTests(server);

public sealed class UpgradePipeliningTests(UpgradeServer server) : PipeliningTests(server);

public sealed class UpgradeSmugglingTests(UpgradeServer server) : SmugglingTests(server);
