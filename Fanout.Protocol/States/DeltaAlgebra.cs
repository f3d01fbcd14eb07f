using Google.Protobuf;

namespace Fanout.Protocol.States;

/// <summary>
/// Diff and apply of one message and its change; lists by key are left to <see cref="State{TState,TDelta}"/>.
/// </summary>
internal static class DeltaAlgebra
{
    /// <summary>
    /// A new message with the change applied; what did not change is shared with <paramref name="state"/>.
    /// </summary>
    public static IMessage Apply(MessageShape shape, IMessage? state, IMessage delta)
    {
        var result = state is null ? MessageShape.New(shape.State) : shape.ShallowCopy(state);
        var cleared = shape.Cleared(delta);
        foreach (var field in shape.Fields)
        {
            if (cleared.Count > 0 && cleared.Contains(field.State.JsonName))
                field.State.Accessor.Clear(result);
            if (field.Kind != FieldKind.Edits && field.Delta.Accessor.HasValue(delta))
                ApplyField(field, result, field.Delta.Accessor.GetValue(delta));
        }
        return result;
    }

    /// <summary>What turns <paramref name="from"/> into <paramref name="to"/>; null when they are equal.</summary>
    public static IMessage? Diff(MessageShape shape, IMessage? from, IMessage to)
    {
        if (ReferenceEquals(from, to))
            return null;
        var delta = MessageShape.New(shape.Delta);
        var before = from ?? MessageShape.New(shape.State);
        var changed = from is null;
        foreach (var field in shape.Fields)
        {
            if (field.Kind != FieldKind.Edits)
                changed |= DiffField(shape, field, before, to, delta);
        }
        return changed ? delta : null;
    }

    private static void ApplyField(FieldShape field, IMessage result, object change)
    {
        var accessor = field.State.Accessor;
        switch (field.Kind)
        {
            case FieldKind.Change:
                var old = accessor.HasValue(result) ? (IMessage)accessor.GetValue(result) : null;
                accessor.SetValue(result, Apply(field.Nested!, old, (IMessage)change));
                break;
            case FieldKind.Tail:
                ApplyTail(field, result, (IMessage)change);
                break;
            default:
                accessor.SetValue(result, change);
                break;
        }
    }

    private static void ApplyTail(FieldShape field, IMessage result, IMessage tail)
    {
        var list = Lists.Of(field.State.Accessor.GetValue(result));
        var keep = (uint)field.Tail!.Keep.GetValue(tail);
        while (list.Count > keep)
            list.RemoveAt(list.Count - 1);
        Lists.AddAll(list, field.Tail.Items.GetValue(tail));
    }

    private static bool DiffField(MessageShape shape, FieldShape field, IMessage from, IMessage to, IMessage delta)
    {
        if (field.Kind == FieldKind.Tail)
            return DiffTail(field, from, to, delta);

        var accessor = field.State.Accessor;
        var was = !field.State.HasPresence || accessor.HasValue(from);
        var isNow = !field.State.HasPresence || accessor.HasValue(to);
        if (!isNow)
        {
            if (was)
                shape.Cleared(delta).Add(field.State.JsonName);
            return was;
        }

        var now = accessor.GetValue(to);
        if (field.Kind == FieldKind.Change)
        {
            var change = Diff(field.Nested!, was ? (IMessage)accessor.GetValue(from) : null, (IMessage)now);
            if (change is not null)
                field.Delta.Accessor.SetValue(delta, change);
            return change is not null;
        }

        if (was && Sameness.Same(accessor.GetValue(from), now))
            return false;
        field.Delta.Accessor.SetValue(delta, now);
        return true;
    }

    private static bool DiffTail(FieldShape field, IMessage from, IMessage to, IMessage delta)
    {
        var before = Lists.Of(field.State.Accessor.GetValue(from));
        var after = Lists.Of(field.State.Accessor.GetValue(to));
        var keep = Lists.CommonPrefix(before, after);
        if (keep == before.Count && keep == after.Count)
            return false;
        var tail = MessageShape.New(field.Tail!.Change);
        field.Tail.Keep.SetValue(tail, (uint)keep);
        var items = Lists.Of(field.Tail.Items.GetValue(tail));
        for (var i = keep; i < after.Count; i++)
            items.Add(after[i]);
        field.Delta.Accessor.SetValue(delta, tail);
        return true;
    }
}
