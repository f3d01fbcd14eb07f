using Google.Protobuf;

namespace Fanout.Protocol.States;

/// <summary>
/// The one delta that does what two do in turn: <c>apply(apply(s, a), b) = apply(s, compose(a, b))</c>.
/// </summary>
internal static class DeltaComposition
{
    public static IMessage Compose(MessageShape shape, IMessage first, IMessage second)
    {
        var result = shape.NewDelta();
        var (unsetFirst, unsetSecond) = (shape.Unset(first), shape.Unset(second));
        foreach (var field in shape.Fields)
        {
            var restarts = unsetSecond.Has(field);
            var value = Compose(field, restarts ? null : Value(field, first), Value(field, second));
            if (value is not null)
                field.Delta.Accessor.SetValue(result, value);
            // A scalar or a value that is set says it all; within a message or a list "cleared first" still matters.
            var replaced = value is not null && field.Kind is FieldKind.Scalar or FieldKind.Value;
            if (!replaced && (restarts || unsetFirst.Has(field)))
                shape.AddCleared(result, field);
        }
        return result;
    }

    private static object? Value(FieldShape field, IMessage delta) =>
        field.Delta.Accessor.HasValue(delta) ? field.Delta.Accessor.GetValue(delta) : null;

    private static object? Compose(FieldShape field, object? first, object? second)
    {
        if (first is null || second is null)
            return second ?? first;
        return field.Kind switch
        {
            FieldKind.Change => Compose(field.Nested!, (IMessage)first, (IMessage)second),
            FieldKind.Tail => ComposeTail(field.Tail!, (IMessage)first, (IMessage)second),
            FieldKind.Edits => EditsComposition.Compose(field.Edits!, (IMessage)first, (IMessage)second),
            _ => second,
        };
    }

    private static IMessage ComposeTail(TailShape shape, IMessage first, IMessage second)
    {
        var keepFirst = (uint)shape.Keep.GetValue(first);
        var keepSecond = (uint)shape.Keep.GetValue(second);
        if (keepSecond <= keepFirst)
            return second;
        var result = shape.New();
        shape.Keep.SetValue(result, keepFirst);
        var items = Lists.Of(shape.Items.GetValue(result));
        var kept = Lists.Of(shape.Items.GetValue(first));
        for (var i = 0; i < Math.Min(keepSecond - keepFirst, kept.Count); i++)
            items.Add(kept[i]);
        Lists.AddAll(items, shape.Items.GetValue(second));
        return result;
    }
}
