using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>A state message beside the message that changes it, field by field.</summary>
/// <remarks>
/// The algebra is read off the descriptors once per pair of types, so that a field which is added to the messages
/// cannot be forgotten in it. What it does to all fields is compiled (<see cref="Compiled"/>), what it does to the few
/// that a delta touches is read field by field.
/// </remarks>
internal sealed class MessageShape
{
    private static readonly ConcurrentDictionary<(MessageDescriptor State, MessageDescriptor Delta), MessageShape> Known =
        new();

    private const int FieldCountMax = 64; // which of them a delta touches is one ulong

    private static readonly IReadOnlyList<string> NoNames = [];

    private readonly IFieldAccessor? _cleared;
    private readonly Func<IMessage> _newState;
    private readonly Func<IMessage> _newDelta;
    private readonly Action<IMessage, IMessage> _copy;
    private readonly Func<IMessage, ulong> _set;

    private MessageShape(MessageDescriptor state, MessageDescriptor delta)
    {
        State = state;
        Delta = delta;
        Fields = [.. state.Fields.InFieldNumberOrder()
            .Select((field, index) => new FieldShape(index, field, Counterpart(field, delta)))];
        if (Fields.Length > FieldCountMax)
            throw new InvalidOperationException($"{state.FullName} has more than {FieldCountMax} fields");
        _cleared = delta.FindFieldByName("cleared")?.Accessor;
        if (_cleared is null && Fields.FirstOrDefault(field => field.CanBeCleared) is { } lost)
            throw new InvalidOperationException($"{delta.FullName} cannot say that {lost.State.Name} is cleared");
        All = new FieldSet(Fields.Length == FieldCountMax ? ulong.MaxValue : (1UL << Fields.Length) - 1);
        _newState = Compiled.New(state);
        _newDelta = Compiled.New(delta);
        var copied = Fields.Where(static field => field.Kind != FieldKind.Edits).Select(static field => field.State);
        _copy = Compiled.Copy(state, state, copied.Select(static field => (field, field)));
        _set = Compiled.Presence(delta, [.. Fields.Select(field => field.Delta)]);
    }

    public MessageDescriptor State { get; }

    public MessageDescriptor Delta { get; }

    public FieldShape[] Fields { get; }

    /// <summary>All of its fields.</summary>
    public FieldSet All { get; }

    public static MessageShape Of(MessageDescriptor state, MessageDescriptor delta) =>
        Known.GetOrAdd((state, delta), static pair => new MessageShape(pair.State, pair.Delta));

    public IMessage NewState() => _newState();

    public IMessage NewDelta() => _newDelta();

    /// <summary>JSON names of what a delta takes back to unset; none where its type cannot say so.</summary>
    public IReadOnlyList<string> Cleared(IMessage delta) =>
        _cleared is null ? NoNames : (RepeatedField<string>)_cleared.GetValue(delta);

    /// <summary>Takes a field back to unset in a delta.</summary>
    public void AddCleared(IMessage delta, FieldShape field) =>
        ((RepeatedField<string>)_cleared!.GetValue(delta)).Add(field.State.JsonName);

    /// <summary>Fields that a delta gives a value.</summary>
    public FieldSet Set(IMessage delta) => new(_set(delta));

    /// <summary>Fields that a delta takes back to unset, before it gives any a value.</summary>
    public FieldSet Unset(IMessage delta)
    {
        var names = Cleared(delta);
        if (names.Count == 0)
            return default;
        var bits = 0UL;
        foreach (var field in Fields)
        {
            if (names.Contains(field.State.JsonName))
                bits |= 1UL << field.Index;
        }
        return new FieldSet(bits);
    }

    /// <summary>
    /// A copy whose fields are the same objects; unknown fields stay behind. Keyed lists are left out.
    /// </summary>
    public IMessage ShallowCopy(IMessage source)
    {
        var copy = _newState();
        _copy(source, copy);
        return copy;
    }

    private static FieldDescriptor Counterpart(FieldDescriptor field, MessageDescriptor delta) =>
        delta.FindFieldByNumber(field.FieldNumber) is { } found && found.Name == field.Name
            ? found
            : throw new InvalidOperationException(
                $"{delta.FullName} has no field {field.Name} = {field.FieldNumber}, as {field.FullName} needs");
}
