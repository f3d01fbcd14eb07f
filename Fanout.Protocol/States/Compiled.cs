using System.Linq.Expressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>What happens to the fields of a message at every delta, as code made of its descriptor.</summary>
/// <remarks>
/// The algebra touches a few fields of a delta, but copies all of a state and looks at all of a delta. Through the
/// accessors of reflection that took four fifths of an event (docs/performance.md); compiled once for a type it is as
/// if written by hand, and a field that is added to the messages still cannot be forgotten in it. What happens only to
/// the few fields that a delta touches stays with the accessors.
/// </remarks>
internal static class Compiled
{
    /// <summary>Makes an empty message.</summary>
    public static Func<IMessage> New(MessageDescriptor type) =>
        Expression.Lambda<Func<IMessage>>(Expression.New(type.ClrType)).Compile();

    /// <summary>
    /// Gives a new message the values of another one's fields: the same objects, and lists of the same objects.
    /// </summary>
    /// <param name="from">Type that is read.</param>
    /// <param name="to">Type that is written; its fields are unset before.</param>
    /// <param name="pairs">Fields of the first beside fields of the second, alike in type and presence.</param>
    public static Action<IMessage, IMessage> Copy(
        MessageDescriptor from, MessageDescriptor to, IEnumerable<(FieldDescriptor From, FieldDescriptor To)> pairs)
    {
        var (source, copy) = (Expression.Parameter(typeof(IMessage)), Expression.Parameter(typeof(IMessage)));
        var (typedSource, typedCopy) = (Expression.Variable(from.ClrType), Expression.Variable(to.ClrType));
        return Expression.Lambda<Action<IMessage, IMessage>>(
            Expression.Block(
                [typedSource, typedCopy],
                [
                    Expression.Assign(typedSource, Expression.Convert(source, from.ClrType)),
                    Expression.Assign(typedCopy, Expression.Convert(copy, to.ClrType)),
                    .. pairs.Select(pair => CopyField(typedSource, pair.From, typedCopy, pair.To)),
                    Expression.Empty(),
                ]),
            source,
            copy).Compile();
    }

    /// <summary>Gives one field of a message the value that a field of another one is known to have.</summary>
    public static Action<IMessage, IMessage> Assign(FieldDescriptor from, FieldDescriptor to)
    {
        var (source, target) = (Expression.Parameter(typeof(IMessage)), Expression.Parameter(typeof(IMessage)));
        return Expression.Lambda<Action<IMessage, IMessage>>(
            Expression.Assign(
                Value(Expression.Convert(target, to.ContainingType.ClrType), to),
                Value(Expression.Convert(source, from.ContainingType.ClrType), from)),
            source,
            target).Compile();
    }

    /// <summary>Which of some fields, all with presence, are set: a bit for each, the first one lowest.</summary>
    public static Func<IMessage, ulong> Presence(MessageDescriptor type, IReadOnlyList<FieldDescriptor> fields)
    {
        var message = Expression.Parameter(typeof(IMessage));
        var typed = Expression.Variable(type.ClrType);
        Expression bits = Expression.Constant(0UL);
        for (var index = 0; index < fields.Count; index++)
        {
            bits = Expression.Or(bits, Expression.Condition(
                IsSet(typed, fields[index]), Expression.Constant(1UL << index), Expression.Constant(0UL)));
        }
        return Expression.Lambda<Func<IMessage, ulong>>(
            Expression.Block(
                [typed], Expression.Assign(typed, Expression.Convert(message, type.ClrType)), bits),
            message).Compile();
    }

    /// <summary>The field of a message as an expression.</summary>
    public static MemberExpression Value(Expression message, FieldDescriptor field) =>
        Expression.Property(message, field.PropertyName);

    /// <summary>Whether a field with presence is set, as an expression.</summary>
    public static Expression IsSet(Expression message, FieldDescriptor field) =>
        field.FieldType == FieldType.Message
            ? Expression.ReferenceNotEqual(Value(message, field), Expression.Constant(null))
            : Expression.Property(message, "Has" + field.PropertyName);

    private static Expression CopyField(
        Expression source, FieldDescriptor from, Expression copy, FieldDescriptor to)
    {
        var (value, target) = (Value(source, from), Value(copy, to));
        if (from.IsRepeated)
        {
            var add = target.Type.GetMethod("AddRange")!; // shares the elements; lists as such are never shared
            var count = Expression.Property(value, "Count");
            return Expression.IfThen(
                Expression.GreaterThan(count, Expression.Constant(0)),
                Expression.Block(
                    Expression.Assign(Expression.Property(target, "Capacity"), count), // otherwise room for eight
                    Expression.Call(target, add, value)));
        }
        var assign = Expression.Assign(target, value);
        return from.HasPresence ? Expression.IfThen(IsSet(source, from), assign) : assign;
    }
}
