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
        var result = state is null ? shape.NewState() : shape.ShallowCopy(state);
        foreach (var index in shape.Unset(delta))
            shape.Fields[index].State.Accessor.Clear(result);
        foreach (var index in shape.Set(delta))
            ApplyField(shape.Fields[index], result, delta);
        return result;
    }

    /// <summary>What turns <paramref name="from"/> into <paramref name="to"/>; null when they are equal.</summary>
    /// <param name="shape">Of both.</param>
    /// <param name="from">The message before; null where there was none.</param>
    /// <param name="to">The message after.</param>
    /// <param name="touched">A delta between them, so that nothing else needs a look; null: not known.</param>
    public static IMessage? Diff(MessageShape shape, IMessage? from, IMessage to, IMessage? touched = null)
    {
        if (ReferenceEquals(from, to))
            return null;
        var delta = shape.NewDelta();
        var before = from ?? shape.NewState();
        var changed = from is null;
        var fields = touched is null ? shape.All : shape.Set(touched) | shape.Unset(touched);
        foreach (var index in fields)
        {
            var field = shape.Fields[index];
            if (field.Kind != FieldKind.Edits)
                changed |= DiffField(shape, field, before, to, delta, touched);
        }
        return changed ? delta : null;
    }

    private static void ApplyField(FieldShape field, IMessage result, IMessage delta)
    {
        switch (field.Kind)
        {
            case FieldKind.Change:
                var accessor = field.State.Accessor;
                var change = (IMessage)field.Delta.Accessor.GetValue(delta);
                accessor.SetValue(result, Apply(field.Nested!, (IMessage?)accessor.GetValue(result), change));
                break;
            case FieldKind.Tail:
                ApplyTail(field, result, (IMessage)field.Delta.Accessor.GetValue(delta));
                break;
            case FieldKind.Edits:
                break; // State's
            default:
                field.Assign!(delta, result);
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

    private static bool DiffField(
        MessageShape shape, FieldShape field, IMessage from, IMessage to, IMessage delta, IMessage? touched)
    {
        if (field.Kind == FieldKind.Tail)
            return DiffTail(field, from, to, delta);

        var accessor = field.State.Accessor;
        var was = !field.State.HasPresence || accessor.HasValue(from);
        var isNow = !field.State.HasPresence || accessor.HasValue(to);
        if (!isNow)
        {
            if (was)
                shape.AddCleared(delta, field);
            return was;
        }

        var now = accessor.GetValue(to);
        if (field.Kind == FieldKind.Change)
        {
            var within = touched is null || shape.Unset(touched).Has(field)
                ? null
                : (IMessage)field.Delta.Accessor.GetValue(touched);
            var change = Diff(field.Nested!, was ? (IMessage)accessor.GetValue(from) : null, (IMessage)now, within);
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
        var tail = field.Tail!.New();
        field.Tail.Keep.SetValue(tail, (uint)keep);
        var items = Lists.Of(field.Tail.Items.GetValue(tail));
        for (var i = keep; i < after.Count; i++)
            items.Add(after[i]);
        field.Delta.Accessor.SetValue(delta, tail);
        return true;
    }
}
