namespace Fanout.Perf.Contenders;

/// <summary>Who reads what. Connection i reads the topics i·k to i·k + k − 1, modulo their number.</summary>
/// <param name="Connections">Clients.</param>
/// <param name="Topics">Topics, each published in turn.</param>
/// <param name="PerConnection">Subscriptions of one client; no more than topics.</param>
internal sealed record Topology(int Connections, int Topics = 1, int PerConnection = 1)
{
    /// <summary>Bytes of a frame with its WebSocket head, as far as a server can be told.</summary>
    public int FrameSize { get; init; } = 98;

    /// <summary>Clients that share a source address of loopback: each address has its own ports.</summary>
    public int PerAddress { get; init; } = 25_000;

    /// <summary>Clients that never read, in per cent.</summary>
    public int StalledPercent { get; init; }

    /// <summary>How many deliveries an event makes on average to clients that read.</summary>
    public double DeliveriesPerEvent => (double)Readers * PerConnection / Topics;

    public int Readers => Connections - Connections * StalledPercent / 100;

    /// <summary>How many clients differ in what they read: after so many it repeats.</summary>
    public int Patterns => Topics / PerConnection * PerConnection == Topics ? Topics / PerConnection : Topics;

    /// <summary>The topics of a client.</summary>
    public IEnumerable<int> TopicsOf(int client) =>
        Enumerable.Range(0, PerConnection).Select(place => (client * PerConnection + place) % Topics);
}
