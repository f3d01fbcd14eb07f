using Google.Protobuf;

namespace Fanout.Protocol.States;

/// <summary>The immutable state of a topic, with its hash. States share what did not change between them.</summary>
/// <remarks>
/// Requirements: apply in the order of what the delta touches; a hash that never needs the whole state; any number of
/// readers on any thread. Messages inside a state are frozen by convention: whoever makes a state from a message gives
/// the message away, and nobody changes what <see cref="Head"/> or a list returns. The alternative that lost, copying
/// the whole message per delta, costs the number of incidents each time.
/// </remarks>
/// <typeparam name="TState">Message of the state, as in a snapshot.</typeparam>
/// <typeparam name="TDelta">Message of its changes; mirrors <typeparamref name="TState"/>.</typeparam>
public sealed class State<TState, TDelta>
    where TState : class, IMessage<TState>, new()
    where TDelta : class, IMessage<TDelta>, new()
{
    private static readonly MessageShape Shape = MessageShape.Of(new TState().Descriptor, new TDelta().Descriptor);
    private static readonly FieldShape[] Keyed = [.. Shape.Fields.Where(field => field.Kind == FieldKind.Edits)];

    private readonly KeyedList[] _lists; // as Keyed
    private readonly PartHash[] _hashes; // as Shape.Fields; 0 for keyed lists

    private State(TState head, KeyedList[] lists, PartHash[] hashes)
    {
        Head = head;
        _lists = lists;
        _hashes = hashes;
        var sum = default(PartHash);
        foreach (var hash in hashes)
            sum += hash;
        foreach (var list in lists)
            sum += list.Hash;
        (Hash, Hash1) = (sum.Minor0, sum.Minor1);
    }

    /// <summary>The state before the first delta; its hash is 0.</summary>
    public static State<TState, TDelta> Empty { get; } =
        new(new TState(), [.. Keyed.Select(KeyedList.Empty)], new PartHash[Shape.Fields.Length]);

    /// <summary>Everything but the keyed lists, which are empty here. Frozen: never change it.</summary>
    public TState Head { get; }

    /// <summary>The state hash (docs/protocol): the sum modulo 2³² of the hashes of the parts.</summary>
    public uint Hash { get; }

    /// <summary>
    /// The hash of what minor 1 added (docs/protocol): the same over the parts that hold any of it; 0 where none does.
    /// </summary>
    public uint Hash1 { get; }

    /// <summary>Makes a state of a message; the message is given away.</summary>
    public static State<TState, TDelta> From(TState message)
    {
        var head = (TState)Shape.ShallowCopy(message);
        var lists = Empty._lists.ToArray();
        for (var i = 0; i < Keyed.Length; i++)
        {
            foreach (var element in Lists.Messages(Keyed[i].State.Accessor.GetValue(message)))
                lists[i] = lists[i].With(element);
        }
        return new State<TState, TDelta>(head, lists, [.. Shape.Fields.Select(field => HashOf(field, head))]);
    }

    /// <summary>The whole state as one message, whose parts are shared and frozen.</summary>
    public TState ToMessage()
    {
        var message = (TState)Shape.ShallowCopy(Head);
        for (var i = 0; i < Keyed.Length; i++)
            Lists.AddAll(Keyed[i].State.Accessor.GetValue(message), _lists[i].InOrder());
        return message;
    }

    /// <summary>The keyed list with this field number, e.g. <c>MatchState.IncidentsFieldNumber</c>.</summary>
    public KeyedElements<T> Elements<T>(int fieldNumber)
        where T : class, IMessage<T>
    {
        var index = Array.FindIndex(Keyed, field => field.State.FieldNumber == fieldNumber);
        return index >= 0
            ? new KeyedElements<T>(_lists[index])
            : throw new ArgumentOutOfRangeException(
                nameof(fieldNumber), fieldNumber, $"not a keyed list of {Shape.State.FullName}");
    }

    /// <summary>The state after a delta, in the order of what the delta touches.</summary>
    public State<TState, TDelta> Apply(TDelta delta) => Apply(delta, (TState)DeltaAlgebra.Apply(Shape, Head, delta));

    /// <summary>What turns one state into another; empty (<see cref="IsEmpty"/>) when they are equal.</summary>
    public static TDelta Diff(State<TState, TDelta> from, State<TState, TDelta> to) =>
        Diff(from, to, null);

    /// <summary>
    /// Applies a delta and says what it really changed: an equal or smaller delta with the same effect here.
    /// </summary>
    public (State<TState, TDelta> State, TDelta Effect) ApplyEffective(TDelta delta)
    {
        var next = Apply(delta);
        return (next, Diff(this, next, delta));
    }

    /// <summary>
    /// The same where the head that the delta leads to is known already, as that of a view of another state is
    /// (<see cref="Projection{TFrom,TTo}"/>): the two share its parts.
    /// </summary>
    public (State<TState, TDelta> State, TDelta Effect) ApplyEffective(TDelta delta, TState head)
    {
        var next = Apply(delta, head);
        return (next, Diff(this, next, delta));
    }

    /// <summary>The one delta that does what two do in turn.</summary>
    public static TDelta Compose(TDelta first, TDelta second) =>
        (TDelta)DeltaComposition.Compose(Shape, first, second);

    /// <summary>Whether a delta changes nothing, whatever it is applied to. Such a delta is never published.</summary>
    public static bool IsEmpty(TDelta delta) => delta.CalculateSize() == 0;

    /// <summary>
    /// Bytes of a delta's edits of keyed lists, encoded: its elements stay in the states that follow, when all else that
    /// it sets has long been replaced.
    /// </summary>
    public static int EditsSize(TDelta delta)
    {
        var size = 0;
        var set = Keyed.Length == 0 ? default : Shape.Set(delta);
        foreach (var field in Keyed)
        {
            if (set.Has(field))
                size += ((IMessage)field.Delta.Accessor.GetValue(delta)).CalculateSize();
        }
        return size;
    }

    private State<TState, TDelta> Apply(TDelta delta, TState head)
    {
        var (set, unset) = (Shape.Set(delta), Shape.Unset(delta));
        var lists = _lists;
        for (var i = 0; i < Keyed.Length; i++)
        {
            var field = Keyed[i];
            var list = unset.Has(field) ? Empty._lists[i] : _lists[i];
            if (set.Has(field))
                list = list.Apply((IMessage)field.Delta.Accessor.GetValue(delta));
            if (ReferenceEquals(list, _lists[i]))
                continue;
            if (ReferenceEquals(lists, _lists))
                lists = (KeyedList[])_lists.Clone();
            lists[i] = list;
        }
        return new State<TState, TDelta>(head, lists, Rehash(head, set | unset));
    }

    /// <param name="from">The state before.</param>
    /// <param name="to">The state after.</param>
    /// <param name="touched">The delta between them, so that nothing else needs a look; null: not known.</param>
    private static TDelta Diff(State<TState, TDelta> from, State<TState, TDelta> to, TDelta? touched)
    {
        var delta = (TDelta?)DeltaAlgebra.Diff(Shape, from.Head, to.Head, touched) ?? new TDelta();
        for (var i = 0; i < Keyed.Length; i++)
        {
            var (before, after) = (from._lists[i], to._lists[i]);
            if (ReferenceEquals(before, after))
                continue;
            // In one order, however the difference was found: the same change is the same bytes.
            var keys = touched is null || Shape.Unset(touched).Has(Keyed[i])
                ? new SortedSet<string>(before.Keys.Concat(after.Keys), StringComparer.Ordinal)
                : TouchedKeys(Keyed[i].Edits!, (IMessage)Keyed[i].Delta.Accessor.GetValue(touched));
            if (KeyedList.Diff(before, after, keys) is { } diff)
                Keyed[i].Delta.Accessor.SetValue(delta, diff);
        }
        return delta;
    }

    private static SortedSet<string> TouchedKeys(EditsShape shape, IMessage edits)
    {
        var keys = new SortedSet<string>((IList<string>)shape.Remove.GetValue(edits), StringComparer.Ordinal);
        foreach (var element in Lists.Messages(shape.Upsert.GetValue(edits)))
            keys.Add((string)shape.Key.GetValue(element));
        if (shape.Change is not null)
        {
            foreach (var change in Lists.Messages(shape.Change.GetValue(edits)))
                keys.Add((string)shape.RowKey!.GetValue(change));
        }
        return keys;
    }

    private PartHash[] Rehash(TState head, FieldSet touched)
    {
        var hashes = (PartHash[])_hashes.Clone();
        foreach (var index in touched)
            hashes[index] = HashOf(Shape.Fields[index], head);
        return hashes;
    }

    private static PartHash HashOf(FieldShape field, TState head) =>
        field.Kind == FieldKind.Edits ? default : CanonicalRecord.Hash(field, head);
}
