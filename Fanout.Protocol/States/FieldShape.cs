using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>How a field of a state changes, read off its counterpart in the delta.</summary>
internal enum FieldKind
{
    /// <summary>A scalar: the delta carries the new value.</summary>
    Scalar,

    /// <summary>A message that is replaced whole: the delta carries the same type.</summary>
    Value,

    /// <summary>A message that changes field by field: the delta carries a message of its own.</summary>
    Change,

    /// <summary>A list by place: the delta keeps its head and replaces what follows.</summary>
    Tail,

    /// <summary>A list by key: the delta carries upserts and removals. Only at the top of a state.</summary>
    Edits,
}

/// <summary>One field of a state beside its counterpart in the delta.</summary>
internal sealed class FieldShape
{
    public FieldShape(int index, FieldDescriptor state, FieldDescriptor delta)
    {
        Index = index;
        State = state;
        Delta = delta;
        Kind = KindOf(state, delta);
        Nested = Kind == FieldKind.Change ? MessageShape.Of(state.MessageType, delta.MessageType) : null;
        Tail = Kind == FieldKind.Tail ? new TailShape(delta.MessageType) : null;
        Edits = Kind == FieldKind.Edits ? new EditsShape(state.MessageType, delta.MessageType) : null;
        Canonical = CanonicalPlan.Of(state, CanonicalPlan.Minor);
        CanonicalOfMinor0 = CanonicalPlan.Of(state, minor: 0);
        Assign = Kind is FieldKind.Scalar or FieldKind.Value ? Compiled.Assign(delta, state) : null;
    }

    /// <summary>Place among the fields of its message, from 0.</summary>
    public int Index { get; }

    public FieldDescriptor State { get; }

    public FieldDescriptor Delta { get; }

    public FieldKind Kind { get; }

    /// <summary>The shape of the messages of a <see cref="FieldKind.Change"/>.</summary>
    public MessageShape? Nested { get; }

    public TailShape? Tail { get; }

    public EditsShape? Edits { get; }

    /// <summary>Writes the field as the newest minor has it.</summary>
    public CanonicalPlan Canonical { get; }

    /// <summary>Writes the field without what came later.</summary>
    public CanonicalPlan CanonicalOfMinor0 { get; }

    /// <summary>
    /// Gives a state (second) the value that a delta (first) has; of <see cref="FieldKind.Scalar"/> and
    /// <see cref="FieldKind.Value"/>.
    /// </summary>
    public Action<IMessage, IMessage>? Assign { get; }

    /// <summary>Whether absent and zero differ in the state, so that going back to absent needs saying.</summary>
    public bool CanBeCleared => !State.IsRepeated && State.HasPresence;

    private static FieldKind KindOf(FieldDescriptor state, FieldDescriptor delta)
    {
        if (delta.IsRepeated || state.IsMap || !delta.HasPresence)
            throw Mismatch(state, delta, "a field of a delta has presence");
        if (state.IsRepeated)
        {
            if (delta.FieldType != FieldType.Message)
                throw Mismatch(state, delta, "a list changes by a message");
            return delta.MessageType.FindFieldByName("keep") is not null ? FieldKind.Tail : FieldKind.Edits;
        }
        if (state.FieldType != delta.FieldType)
            throw Mismatch(state, delta, "both have one type");
        if (state.FieldType != FieldType.Message)
            return FieldKind.Scalar;
        return state.MessageType == delta.MessageType ? FieldKind.Value : FieldKind.Change;
    }

    private static InvalidOperationException Mismatch(FieldDescriptor state, FieldDescriptor delta, string rule) =>
        new($"{delta.FullName} does not mirror {state.FullName}: {rule}");
}

/// <summary>The fields of a list change by place.</summary>
internal sealed class TailShape(MessageDescriptor change)
{
    public Func<IMessage> New { get; } = Compiled.New(change);

    public IFieldAccessor Keep { get; } = change.FindFieldByName("keep").Accessor;

    public IFieldAccessor Items { get; } = change.FindFieldByName("items").Accessor;
}

/// <summary>The fields of a list change by key. The key is field 1 of the element, a string.</summary>
internal sealed class EditsShape
{
    public EditsShape(MessageDescriptor element, MessageDescriptor edits)
    {
        New = Compiled.New(edits);
        Key = element.FindFieldByNumber(1).Accessor;
        Upsert = edits.FindFieldByName("upsert").Accessor;
        Remove = edits.FindFieldByName("remove").Accessor;
        Order = ElementOrder.Of(element);
        if (edits.FindFieldByName("change") is { } change)
        {
            Change = change.Accessor;
            Row = MessageShape.Of(element, change.MessageType);
            RowKey = change.MessageType.FindFieldByNumber(1).Accessor;
        }
    }

    /// <summary>Makes an empty change of the list.</summary>
    public Func<IMessage> New { get; }

    public IFieldAccessor Key { get; }

    public IFieldAccessor Upsert { get; }

    public IFieldAccessor Remove { get; }

    /// <summary>The order in which a state message lists the elements.</summary>
    public ElementOrder Order { get; }

    /// <summary>Changes within elements, where the list has them (rows of a board).</summary>
    public IFieldAccessor? Change { get; }

    /// <summary>The shape of such a change.</summary>
    public MessageShape? Row { get; }

    /// <summary>The key of such a change.</summary>
    public IFieldAccessor? RowKey { get; }
}
