using Fanout.Conformance.Tests.Servers;

namespace Fanout.Conformance.Tests.Patience;

/// <summary>A server that waits for nobody longer than its settings let it.</summary>
/// <param name="transport">The setting that chooses the transport.</param>
public abstract class ImpatientServer((string, string) transport) : StreamServer(
    transport,
    ("FANOUT__HTTP__HEADTIMEOUT", "00:00:01"),
    ("FANOUT__HTTP__IDLETIMEOUT", "00:00:01"),
    ("FANOUT__TRANSPORT__MESSAGETIMEOUT", "00:00:02"),
    ("FANOUT__DELIVERY__CLOSETIMEOUT", "00:00:01"),
    ("FANOUT__DELIVERY__PINGINTERVAL", "00:00:05"),
    ("FANOUT__DELIVERY__PINGTIMEOUT", "00:00:10"));

/// <inheritdoc cref="ImpatientServer"/>
public sealed class ImpatientEventLoopServer() : ImpatientServer(Transports.EventLoops);

/// <inheritdoc cref="ImpatientServer"/>
public sealed class ImpatientPipeServer() : ImpatientServer(Transports.Pipes);

/// <inheritdoc cref="ImpatientServer"/>
public sealed class ImpatientUpgradeServer() : ImpatientServer(Transports.Upgrades);
