using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.Deflate;

public sealed class EventLoopDeflateTests(EventLoopServer server) : DeflateTests(server);

public sealed class EventLoopDeflatedAnswerTests(EventLoopServer server) : DeflatedAnswerTests(server);

public sealed class PipeDeflateTests(PipeServer server) : DeflateTests(server);

public sealed class PipeDeflatedAnswerTests(PipeServer server) : DeflatedAnswerTests(server);

public sealed class UpgradeDeflateTests(UpgradeServer server) : DeflateTests(server);

public sealed class UpgradeDeflatedAnswerTests(UpgradeServer server) : DeflatedAnswerTests(server);
