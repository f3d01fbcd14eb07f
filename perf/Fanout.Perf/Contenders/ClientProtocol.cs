namespace Fanout.Perf.Contenders;

/// <summary>How a client of the load generator speaks to a server.</summary>
/// <param name="Path">Where it shakes hands.</param>
/// <param name="Subprotocol">What it asks for; null: none.</param>
/// <param name="Text">Whether its own messages are text.</param>
/// <param name="First">What it sends first, by the number of the client; null: nothing.</param>
internal sealed record ClientProtocol(string Path, string? Subprotocol, bool Text, Func<int, byte[]>? First)
{
    /// <summary>Whether clients go back to a session that SignalR keeps for them (perf/load/session.h).</summary>
    public bool Stateful { get; init; }
}
