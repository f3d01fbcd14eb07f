using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.Framing;

public sealed class EventLoopMaskingTests(EventLoopServer server) : MaskingTests(server);

public sealed class EventLoopFragmentationTests(EventLoopServer server) : FragmentationTests(server);

public sealed class EventLoopControlFrameTests(EventLoopServer server) : ControlFrameTests(server);

public sealed class EventLoopHeadTests(EventLoopServer server) : HeadTests(server);

public sealed class EventLoopUtf8Tests(EventLoopServer server) : Utf8Tests(server);

public sealed class EventLoopClosingTests(EventLoopServer server) : ClosingTests(server);

public sealed class EventLoopSegmentTests(EventLoopServer server) : SegmentTests(server);

public sealed class PipeMaskingTests(PipeServer server) : MaskingTests(server);

public sealed class PipeFragmentationTests(PipeServer server) : FragmentationTests(server);

public sealed class PipeControlFrameTests(PipeServer server) : ControlFrameTests(server);

public sealed class PipeHeadTests(PipeServer server) : HeadTests(server);

public sealed class PipeUtf8Tests(PipeServer server) : Utf8Tests(server);

public sealed class PipeClosingTests(PipeServer server) : ClosingTests(server);

public sealed class PipeSegmentTests(PipeServer server) : SegmentTests(server);

public sealed class UpgradeMaskingTests(UpgradeServer server) : MaskingTests(server);

public sealed class UpgradeFragmentationTests(UpgradeServer server) : FragmentationTests(server);

public sealed class UpgradeControlFrameTests(UpgradeServer server) : ControlFrameTests(server);

public sealed class UpgradeHeadTests(UpgradeServer server) : HeadTests(server);

public sealed class UpgradeUtf8Tests(UpgradeServer server) : Utf8Tests(server);

public sealed class UpgradeClosingTests(UpgradeServer server) : ClosingTests(server);

public sealed class UpgradeSegmentTests(UpgradeServer server) : SegmentTests(server);
