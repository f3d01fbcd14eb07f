using System.Diagnostics;
using Fanout.Protocol.States;
using Fanout.Server.Delivery;
using Google.Protobuf;

namespace Fanout.Server.Topics;

/// <summary>One held position of a stream: the state there, and how it came to be.</summary>
/// <remarks>
/// Immutable to those who read it. Once another one follows, it is folded: what led here stays as bytes, the state goes,
/// and is made again from the nearest one before that kept its own. The past is seldom asked for, and as objects it was
/// what the collector spent its time on: some 50 an event and stream, all of them alive for as long as a delay may be.
/// The publisher folds; any number of readers, without a lock.
/// </remarks>
/// <typeparam name="TState">Message of the state.</typeparam>
/// <typeparam name="TDelta">Message of its changes.</typeparam>
internal class Point<TState, TDelta>
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    // Bytes on the heap, fitted to 5,000 entries each of scores, incidents and stats: within a fifth of what they took.
    private const int SizeBase = 1280; // the state's head with its shared parts, its hashes, this object
    private const int SizePerDeltaByte = 10; // an encoded byte of delta as objects, in the delta and in the state
    private const int SizeFolded = 216; // this object, its place in ring and budget, the head of an array

    private static readonly MessageParser<TDelta> Parser = new(static () => new TDelta());

    private Point<TState, TDelta>? _before;
    private State<TState, TDelta>? _state;
    private WeakReference<State<TState, TDelta>>? _rebuilt; // whoever asks next, and whoever walks on from here
    private TDelta? _delta;
    private ReadOnlyMemory<byte> _bytes;
    private Publication? _asDelta;
    private Publication? _asEntry;

    /// <param name="position">Where it is.</param>
    /// <param name="state">The state there.</param>
    /// <param name="delta">What led here; null where the stream begins here.</param>
    public Point(TopicPosition position, State<TState, TDelta> state, TDelta? delta)
    {
        Position = position;
        StateHash = state.Hash;
        IsStep = delta is not null;
        (_state, _delta) = (state, delta);
    }

    public TopicPosition Position { get; }

    /// <summary>Sequence of the point before; meaningless where the stream began here.</summary>
    public uint Previous { get; init; }

    /// <summary>A delta led here; otherwise the stream began here (a snapshot, a new epoch).</summary>
    public bool IsStep { get; }

    /// <summary>Time of publication by the log's clock, Unix time in milliseconds.</summary>
    public required long PublishedMs { get; init; }

    /// <summary>
    /// When it came into force on this node, by the log's clock: what a delay counts from. Never before the point
    /// before it; otherwise <see cref="PublishedMs"/>, but where the log took another course: then when that was seen.
    /// </summary>
    public required long AtMs { get; init; }

    /// <summary>Hash of <see cref="State"/>.</summary>
    public uint StateHash { get; }

    /// <summary>The state; of a folded point made anew, at the cost of a few deltas.</summary>
    public State<TState, TDelta> State => Known() ?? Rebuild();

    /// <summary>What led here from the point before; of a folded point read anew.</summary>
    /// <exception cref="InvalidOperationException">The stream began here.</exception>
    public TDelta Delta
    {
        get
        {
            if (!IsStep)
                throw new InvalidOperationException($"the stream begins at {Position}: no delta leads there");
            return Volatile.Read(ref _delta) ?? ReadDelta(_bytes);
        }
    }

    /// <summary>Estimate of what this point holds in memory, in bytes.</summary>
    public int Size => _bytes.IsEmpty ? SizeBase + (SizePerDeltaByte * (_delta?.CalculateSize() ?? 0)) + FramesSize
        : SizeFolded + _bytes.Length + FramesSize;

    /// <summary>
    /// It keeps its state for good: where a stream begins, and now and then on its way. Before it is shown to anybody.
    /// </summary>
    public virtual void KeepState()
    {
    }

    /// <summary>It follows another point, from which its state can be made. Before it is shown to anybody.</summary>
    public void Follow(Point<TState, TDelta> before) => _before = before;

    /// <summary>Another point has followed: lets go of all but the bytes, unless it keeps its state.</summary>
    public void Fold()
    {
        if (_before is null)
            return;
        _bytes = WriteDelta(); // read only by who has seen that the objects are gone
        Forget();
        Volatile.Write(ref _delta, null);
        Volatile.Write(ref _state, null);
        Volatile.Write(ref _asDelta, null); // delayed readers have it made anew, once
        Volatile.Write(ref _asEntry, null);
    }

    /// <summary>The delta's publication on the topic that merges; made by whoever needs it first.</summary>
    public Publication AsDelta(Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame) =>
        Once(ref _asDelta, topic, frame);

    /// <summary>The entry's publication on <c>events/</c>.</summary>
    public Publication AsEntry(Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame) =>
        Once(ref _asEntry, topic, frame);

    /// <summary>What a folded point keeps of how it came to be.</summary>
    protected virtual ReadOnlyMemory<byte> WriteDelta() => _delta!.ToByteArray();

    /// <summary>The delta in what <see cref="WriteDelta"/> wrote.</summary>
    protected virtual TDelta ReadDelta(ReadOnlyMemory<byte> bytes) => Parser.ParseFrom(bytes.Span);

    /// <summary>Lets go of what the bytes can tell.</summary>
    protected virtual void Forget()
    {
    }

    private int FramesSize => (_asDelta?.Frame.EncodedSize ?? 0) + (_asEntry?.Frame.EncodedSize ?? 0);

    private State<TState, TDelta> Rebuild()
    {
        var path = new Stack<Point<TState, TDelta>>();
        State<TState, TDelta>? state = null;
        for (var at = this; state is null; at = at._before!)
        {
            state = at.Known();
            if (state is null)
                path.Push(at);
        }
        while (path.TryPop(out var next))
            state = state.Apply(next.Delta);
        Debug.Assert(state.Hash == StateHash);
        Volatile.Write(ref _rebuilt, new WeakReference<State<TState, TDelta>>(state));
        return state;
    }

    private State<TState, TDelta>? Known()
    {
        if (Volatile.Read(ref _state) is { } own)
            return own;
        return Volatile.Read(ref _rebuilt) is { } weak && weak.TryGetTarget(out var state) ? state : null;
    }

    private Publication Once(ref Publication? slot, Topic topic, Func<Point<TState, TDelta>, SharedFrame> frame)
    {
        if (Volatile.Read(ref slot) is { } made)
            return made;
        var publication = new Publication(topic, PublicationKind.Step, Position, Previous, frame(this));
        return Interlocked.CompareExchange(ref slot, publication, null) ?? publication;
    }
}
