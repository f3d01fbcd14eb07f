using Fanout.Protocol.States;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>What holds at a point: the state, and whatever else follows from one point to the next. Immutable.</summary>
/// <remarks>
/// All that a superseded point may keep of itself as objects: nothing in here leads to the point, to what was made of
/// it, or to another one.
/// </remarks>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal class PointState<TState, TDelta>(State<TState, TDelta> state)
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private static readonly MessageParser<TDelta> Parser = new(static () => new TDelta());

    public State<TState, TDelta> State => state;

    /// <summary>The delta in a change, as <see cref="Point{TState,TDelta}.WriteChange"/> wrote it.</summary>
    public static TDelta Parse(ReadOnlySpan<byte> change) => Parser.ParseFrom(change);

    /// <summary>What holds after a change.</summary>
    /// <param name="change">As a point wrote it.</param>
    /// <param name="publishedMs">When it was published, Unix time in milliseconds.</param>
    public virtual PointState<TState, TDelta> After(ReadOnlySpan<byte> change, long publishedMs) =>
        new(state.Apply(Parse(change)));

    /// <summary>Makes a point of the same stream again.</summary>
    public virtual Point<TState, TDelta> PointOf(in PointRecord record, PastSteps<TState, TDelta> steps) =>
        new(record, steps);
}
