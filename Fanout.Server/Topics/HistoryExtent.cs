using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>What a history holds, as of one moment.</summary>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
/// <param name="Newest">The newest point.</param>
/// <param name="Oldest">Numbers of the oldest one held of the same run.</param>
/// <param name="Reached">Sequence up to which the source was looked at; the newest point's, or above it for a
/// view.</param>
internal readonly record struct HistoryExtent<TState, TDelta>(
    Point<TState, TDelta> Newest, PointRecord Oldest, uint Reached)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new();
