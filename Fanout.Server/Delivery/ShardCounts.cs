using Fanout.Protocol.WebSockets;
using Fanout.Server.Resync;

namespace Fanout.Server.Delivery;

/// <summary>What a shard counts. Written by its loop only; read by metrics, a moment late.</summary>
internal sealed class ShardCounts
{
    /// <summary>Data frames handed to sinks.</summary>
    public long Frames;

    /// <summary>Bytes kept for connections that do not take them, as of the last tick.</summary>
    public long HeldBytes;

    public int Connections;

    private readonly long[] _answers = new long[(int)ResyncKind.AskLog];

    private readonly Dictionary<CloseCode, long> _closed = [];

    public void Answered(ResyncKind kind) => _answers[(int)kind]++;

    public long Answers(ResyncKind kind) => Volatile.Read(ref _answers[(int)kind]);

    /// <summary>We closed a connection.</summary>
    public void Closed(CloseCode code)
    {
        lock (_closed)
            _closed[code] = _closed.GetValueOrDefault(code) + 1;
    }

    /// <summary>Connections that we closed, by code.</summary>
    public (CloseCode Code, long Count)[] ClosedByCode()
    {
        lock (_closed)
            return [.. _closed.Select(pair => (pair.Key, pair.Value))];
    }
}
