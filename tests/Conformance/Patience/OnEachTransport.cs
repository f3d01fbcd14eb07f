namespace Fanout.Conformance.Tests.Patience;

public sealed class EventLoopPatienceTests(ImpatientEventLoopServer server)
    : PatienceTests(server), IClassFixture<ImpatientEventLoopServer>;

public sealed class PipePatienceTests(ImpatientPipeServer server)
    : PatienceTests(server), IClassFixture<ImpatientPipeServer>;

public sealed class UpgradePatienceTests(ImpatientUpgradeServer server)
    : PatienceTests(server), IClassFixture<ImpatientUpgradeServer>;
