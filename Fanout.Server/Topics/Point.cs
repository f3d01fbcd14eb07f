using System.Diagnostics.CodeAnalysis;
using Fanout.Protocol.States;
using Fanout.Server.Delivery;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>One position of a stream: the state there, and how it came to be.</summary>
/// <remarks>
/// Immutable to those who read it; any number of them, without a lock. The newest one of a stream is an object; of one
/// that was superseded its history keeps numbers and bytes, and makes a point again for who asks. The past is seldom
/// asked for, and as objects it was what the collector spent its time on.
/// </remarks>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal class Point<TState, TDelta>
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private readonly PastSteps<TState, TDelta>? _steps; // of one that was made again
    private PointState<TState, TDelta>? _known;
    private TDelta? _delta;
    private byte[]? _folded; // the change
    private Publication? _asDelta;
    private Publication? _asEntry;

    /// <param name="position">Where it is.</param>
    /// <param name="state">The state there.</param>
    /// <param name="delta">What led here; null where the stream begins here.</param>
    public Point(TopicPosition position, State<TState, TDelta> state, TDelta? delta)
        : this(position, new PointState<TState, TDelta>(state), delta)
    {
    }

    /// <param name="position">Where it is.</param>
    /// <param name="known">What holds there.</param>
    /// <param name="delta">What led here; null where the stream begins here.</param>
    protected Point(TopicPosition position, PointState<TState, TDelta> known, TDelta? delta)
    {
        Position = position;
        (StateHash, StateHash1) = (known.State.Hash, known.State.Hash1);
        IsStep = delta is not null;
        (_known, _delta) = (known, delta);
    }

    /// <summary>Makes a point again.</summary>
    /// <param name="record">Its numbers.</param>
    /// <param name="steps">What led here, from a state that was kept.</param>
    [SetsRequiredMembers]
    public Point(in PointRecord record, PastSteps<TState, TDelta> steps)
    {
        (Position, Previous) = (record.Position, record.Previous);
        (StateHash, StateHash1) = (record.StateHash, record.StateHash1);
        (IsStep, PublishedMs, AtMs) = (record.IsStep, record.PublishedMs, record.AtMs);
        _steps = steps;
    }

    public TopicPosition Position { get; }

    /// <inheritdoc cref="PointRecord.Previous"/>
    public uint Previous { get; init; }

    /// <inheritdoc cref="PointRecord.IsStep"/>
    public bool IsStep { get; }

    /// <inheritdoc cref="PointRecord.PublishedMs"/>
    public required long PublishedMs { get; init; }

    /// <inheritdoc cref="PointRecord.AtMs"/>
    public required long AtMs { get; init; }

    /// <inheritdoc cref="PointRecord.StateHash"/>
    public uint StateHash { get; }

    /// <inheritdoc cref="PointRecord.StateHash1"/>
    public uint StateHash1 { get; }

    /// <summary>
    /// Which of the points that its history ever had it is: what was made for one point is good for it when it is made
    /// again. Given by the history, before it shows the point to anybody.
    /// </summary>
    public long Number { get; set; }

    /// <summary>The state; of a point that was made again, at the cost of a few deltas.</summary>
    public State<TState, TDelta> State => Known.State;

    /// <summary>The state and what goes along with it.</summary>
    public PointState<TState, TDelta> Known
    {
        get
        {
            if (Volatile.Read(ref _known) is { } known)
                return known;
            var made = _steps!.Last();
            return Interlocked.CompareExchange(ref _known, made, null) ?? made;
        }
    }

    /// <summary>What led here from the point before; of a point that was made again read anew.</summary>
    /// <exception cref="InvalidOperationException">The stream began here.</exception>
    public TDelta Delta
    {
        get
        {
            if (!IsStep)
                throw new InvalidOperationException($"the stream begins at {Position}: no delta leads there");
            return Volatile.Read(ref _delta) ?? ReadOnce();
        }
    }

    public PointRecord Record => new()
    {
        Position = Position,
        Previous = Previous,
        StateHash = StateHash,
        StateHash1 = StateHash1,
        IsStep = IsStep,
        PublishedMs = PublishedMs,
        AtMs = AtMs,
    };

    /// <summary>Bytes that <see cref="WriteChange"/> writes; 0 where the stream began here.</summary>
    public int ChangeSize => IsStep ? Change.Length : 0;

    /// <summary>Writes what a history keeps of how the point came to be.</summary>
    public void WriteChange(Span<byte> destination) => Change.Span.CopyTo(destination);

    /// <summary>
    /// The change was published: from now on it is kept as bytes, and made again for who comes late. The publisher's.
    /// </summary>
    public void Fold()
    {
        if (!IsStep)
            return;
        _ = Change; // written before the objects go
        Forget();
        Volatile.Write(ref _delta, null);
        Volatile.Write(ref _asDelta, null);
        Volatile.Write(ref _asEntry, null);
    }

    /// <summary>The delta's publication on the topic that merges; made by whoever needs it first.</summary>
    public Publication AsDelta(Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame) =>
        Once(ref _asDelta, topic, frame);

    /// <summary>The entry's publication on <c>events/</c>.</summary>
    public Publication AsEntry(Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame) =>
        Once(ref _asEntry, topic, frame);

    /// <summary>What led here, as bytes.</summary>
    protected virtual ReadOnlyMemory<byte> Change
    {
        get
        {
            if (_steps is not null)
                return _steps.LastChange;
            if (Volatile.Read(ref _folded) is { } folded)
                return folded;
            var written = Delta.ToByteArray();
            return Interlocked.CompareExchange(ref _folded, written, null) ?? written;
        }
    }

    /// <summary>Lets go of what the change can tell.</summary>
    protected virtual void Forget()
    {
    }

    /// <summary>The delta in the change.</summary>
    protected virtual TDelta ReadDelta() => PointState<TState, TDelta>.Parse(Change.Span);

    private TDelta ReadOnce()
    {
        var read = ReadDelta();
        return Interlocked.CompareExchange(ref _delta, read, null) ?? read;
    }

    private Publication Once(ref Publication? slot, Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame)
    {
        if (Volatile.Read(ref slot) is { } made)
            return made;
        var publication = new Publication(topic, PublicationKind.Step, Position, Previous, frame(this));
        return Interlocked.CompareExchange(ref slot, publication, null) ?? publication;
    }
}
