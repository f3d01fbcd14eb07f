using Fanout.Server.Delivery;
using Fanout.Server.Http;

namespace Fanout.Server.Admission;

/// <summary>What one client address may have of a node.</summary>
internal sealed record AddressLimits
{
    private const int Share = 10; // of a node that one address may take, where nothing is configured
    private const int ConnectionsMin = 100;
    private const int HandshakesMin = 10;

    /// <summary>Connections at a time; null: no limit.</summary>
    public int? ConnectionsMax { get; init; }

    /// <summary>Handshakes a second, and as many at once after a second of none; null: no limit.</summary>
    public int? HandshakesPerSecond { get; init; }

    /// <summary>Whether they hold for the server's own machine.</summary>
    public bool HoldOnLoopback { get; init; }

    /// <summary>Connections at a time that are no reader's; null: no limit.</summary>
    public int? VisitorsMax { get; init; }

    /// <summary>Whether that holds for the server's own machine.</summary>
    public bool HoldVisitorsOnLoopback { get; init; }

    /// <summary>No limit for anybody.</summary>
    public static AddressLimits None { get; } = new();

    /// <summary>
    /// As configured, 0 meaning none. By default a tenth of what the node has: thousands of people share an address behind
    /// some networks, and none of these may shut out all others. Who connects from the machine itself is then not counted,
    /// since a proxy there speaks for everybody.
    /// </summary>
    /// <param name="options">What was configured.</param>
    /// <param name="connectionsMax">Of the node.</param>
    public static AddressLimits Of(DeliveryOptions options, int connectionsMax) => new()
    {
        ConnectionsMax = Given(options.ConnectionsPerAddress ?? Math.Max(connectionsMax / Share, ConnectionsMin)),
        HandshakesPerSecond = Given(
            options.HandshakesPerSecondPerAddress ?? Math.Max(options.HandshakesPerSecond / Share, HandshakesMin)),
        HoldOnLoopback = options.ConnectionsPerAddress is not null || options.HandshakesPerSecondPerAddress is not null,
    };

    /// <summary>The same, with those of connections that are no reader's.</summary>
    /// <param name="options">What was configured.</param>
    /// <param name="socketsMax">What the server accepts, readers' connections among it.</param>
    public AddressLimits With(HttpOptions options, int socketsMax) => this with
    {
        VisitorsMax = Given(options.ConnectionsPerAddress ?? Math.Max(socketsMax / Share, ConnectionsMin)),
        HoldVisitorsOnLoopback = options.ConnectionsPerAddress is not null,
    };

    /// <summary>Whether readers of this address are counted at all.</summary>
    public bool Hold(ClientAddress address) =>
        (ConnectionsMax is not null || HandshakesPerSecond is not null)
        && address.IsKnown && (HoldOnLoopback || !address.IsLoopback);

    /// <summary>Whether its other connections are.</summary>
    public bool HoldForVisitors(ClientAddress address) =>
        VisitorsMax is not null && address.IsKnown && (HoldVisitorsOnLoopback || !address.IsLoopback);

    private static int? Given(int limit) => limit == 0 ? null : limit;
}
