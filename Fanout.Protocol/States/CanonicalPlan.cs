using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>
/// Writes one type of message, or one field of it, in the canonical encoding of a minor; compiled once.
/// </summary>
internal sealed class CanonicalPlan
{
    /// <summary>Fields that came after minor 0 have this number or a greater one.</summary>
    public const int LaterFieldNumber = 500;

    /// <summary>The newest minor that the messages here are of.</summary>
    public const int Minor = 1;

    private const int FieldsOfMinor = 100; // numbers that a minor after the first has for its fields

    private static readonly ConcurrentDictionary<(MessageDescriptor Type, int Minor), CanonicalPlan> Plans = new();
    private static readonly ConcurrentDictionary<(FieldDescriptor Field, int Minor), CanonicalPlan> FieldPlans = new();

    private readonly Action<CanonicalWriter, IMessage> _write;

    private CanonicalPlan(MessageDescriptor type, IEnumerable<FieldDescriptor> fields, int minor)
    {
        var (writer, message) = (Expression.Parameter(typeof(CanonicalWriter)), Expression.Parameter(typeof(IMessage)));
        var typed = Expression.Variable(type.ClrType);
        _write = Expression.Lambda<Action<CanonicalWriter, IMessage>>(
            Expression.Block(
                [typed],
                [
                    Expression.Assign(typed, Expression.Convert(message, type.ClrType)),
                    .. fields.Where(field => field.FieldNumber < LaterFieldNumber + (minor * FieldsOfMinor))
                        .Reverse().Select(field => Prepend(writer, typed, field, minor)),
                    Expression.Empty(),
                ]),
            writer,
            message).Compile();
    }

    /// <summary>All fields of a message, but those that came after a minor.</summary>
    public static CanonicalPlan Of(MessageDescriptor type, int minor) => Plans.GetOrAdd(
        (type, minor), static key => new CanonicalPlan(key.Type, key.Type.Fields.InFieldNumberOrder(), key.Minor));

    /// <summary>All records of one field of a message; none where it came after the minor.</summary>
    public static CanonicalPlan Of(FieldDescriptor field, int minor) => FieldPlans.GetOrAdd(
        (field, minor), static key => new CanonicalPlan(key.Field.ContainingType, [key.Field], key.Minor));

    /// <summary>Writes before what is written already.</summary>
    public void Prepend(CanonicalWriter writer, IMessage message) => _write(writer, message);

    private static Expression Prepend(Expression writer, Expression message, FieldDescriptor field, int minor)
    {
        var value = Compiled.Value(message, field);
        var record = Expression.Call(writer, MethodOf(field), ArgumentsOf(field, value, minor));
        if (field.IsRepeated || field.FieldType == FieldType.Message)
            return record; // an empty list and an absent message write nothing
        return Expression.IfThen(field.HasPresence ? Compiled.IsSet(message, field) : IsNotZero(value), record);
    }

    private static Expression[] ArgumentsOf(FieldDescriptor field, Expression value, int minor) => field.FieldType switch
    {
        FieldType.Message =>
            [Expression.Constant(field.FieldNumber), value, Expression.Constant(Of(field.MessageType, minor))],
        FieldType.String or FieldType.Double => [Expression.Constant(field.FieldNumber), value],
        _ => [Expression.Constant(field.FieldNumber), VarintOf(field, value)],
    };

    private static MethodInfo MethodOf(FieldDescriptor field)
    {
        var name = field.FieldType switch
        {
            FieldType.Message when field.IsRepeated => nameof(CanonicalWriter.PrependMessages),
            FieldType.Message => nameof(CanonicalWriter.PrependMessage),
            _ when field.IsRepeated =>
                throw new InvalidOperationException($"{field.FullName}: a list of scalars has no place in a state"),
            FieldType.String => nameof(CanonicalWriter.PrependText),
            FieldType.Double => nameof(CanonicalWriter.PrependDouble),
            _ => nameof(CanonicalWriter.PrependInteger),
        };
        return typeof(CanonicalWriter).GetMethod(name)!;
    }

    /// <summary>
    /// The varint of an integer, boolean or enum; negative ones are sign-extended to 64 bits, as protobuf does.
    /// </summary>
    private static Expression VarintOf(FieldDescriptor field, Expression value) => field.FieldType switch
    {
        FieldType.Int32 => Expression.Convert(Expression.Convert(value, typeof(long)), typeof(ulong)),
        FieldType.UInt32 => Expression.Convert(value, typeof(ulong)),
        FieldType.Bool => Expression.Condition(value, Expression.Constant(1UL), Expression.Constant(0UL)),
        FieldType.Enum => Expression.Convert(
            Expression.Convert(Expression.Convert(value, typeof(int)), typeof(long)), typeof(ulong)),
        _ => throw new InvalidOperationException($"{field.FullName}: type {field.FieldType} has no place in a state"),
    };

    private static BinaryExpression IsNotZero(Expression value) => value.Type == typeof(string)
        ? Expression.NotEqual(Expression.Property(value, nameof(string.Length)), Expression.Constant(0))
        : Expression.NotEqual(value, Expression.Default(value.Type));
}
