using System.Collections;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Protocol.Tests.States;

/// <summary>Generates messages from their descriptors, so that a new field is covered without a word here.</summary>
/// <remarks>
/// Values come from small pools: what two states have in common, and where they meet, is what the algebra is about.
/// </remarks>
internal static class MessageGen
{
    private static readonly string[] Keys = ["", "a", "b", "i1", "i2", "i3", "é", "\uFF5E", "\U0001F3C0"];
    private static readonly string[] Texts = ["", "home", "away", "1H", "Müller 球 \U0001F3C0", "x"];
    private static readonly int[] Integers = [0, 0, 1, 2, 3, -1, 300, int.MaxValue, int.MinValue];
    private static readonly double[] Doubles =
        [0, 0.1, 0.5, 1, 2, 1_795_370_400_000, 1_795_370_400_000.25, -1e21, double.MaxValue, double.Epsilon];

    /// <summary>Members of a delta that name what goes back to unset also name what nobody knows.</summary>
    private const string UnknownMember = "noSuchMember";

    /// <param name="type">The message.</param>
    /// <param name="includes">Fields of the message itself that may be set.</param>
    public static Gen<IMessage> Of(MessageDescriptor type, Func<FieldDescriptor, bool>? includes = null) =>
        type.Fields.InFieldNumberOrder().Where(includes ?? (static _ => true)).Aggregate(
            Gen.Const(0).Select(_ => New(type)),
            static (message, field) => Gen.Select(message, Setter(field), static (message, set) =>
            {
                set(message);
                return message;
            }));

    public static Gen<T> Of<T>(Func<FieldDescriptor, bool>? includes = null) where T : IMessage, new() =>
        Of(new T().Descriptor, includes).Select(static message => (T)message);

    /// <summary>Sets one field, or leaves it as it is in a new message.</summary>
    public static Gen<Action<IMessage>> Setter(FieldDescriptor field)
    {
        if (field.IsRepeated)
        {
            return Value(field).Array[0, 3].Select<object[], Action<IMessage>>(values => message =>
            {
                foreach (var value in values) List(field, message).Add(value);
            });
        }
        var set =
            Value(field).Select<object, Action<IMessage>>(value => message => field.Accessor.SetValue(message, value));
        return field.HasPresence ? Gen.Frequency((1, Gen.Const<Action<IMessage>>(static _ => { })), (2, set)) : set;
    }

    /// <summary>A value of a field, or of one element of it.</summary>
    public static Gen<object> Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message when field.MessageType == Timestamp.Descriptor =>
            Gen.Select(Gen.Long[-62_135_596_800, 253_402_300_799], Gen.Int[0, 999_999_999],
            static (seconds, nanos) => (object)new Timestamp { Seconds = seconds, Nanos = nanos }),
        FieldType.Message => Of(field.MessageType).Select(static message => (object)message),
        FieldType.String => StringOf(field).Select(static text => (object)text),
        FieldType.Bool => Gen.Bool.Select(static flag => (object)flag),
        // Without presence, -0 is written as nothing: it is 0.
        FieldType.Double when field.HasPresence => OneOf([.. Doubles, -0.0]).Select(static number => (object)number),
        FieldType.Double => OneOf(Doubles).Select(static number => (object)number),
        FieldType.Int32 => OneOf(Integers).Select(static number => (object)number),
        FieldType.UInt32 or FieldType.Fixed32 when field.Name == "keep" =>
            Gen.UInt[0, 4].Select(static number => (object)number),
        FieldType.UInt32 or FieldType.Fixed32 => OneOf(Integers).Select(static number => (object)(uint)number),
        FieldType.Enum =>
            OneOf([.. field.EnumType.Values.Select(static value => value.Number), 99])
                .Select(static number => (object)number),
        _ => throw new NotSupportedException($"{field.FullName} is of type {field.FieldType}"),
    };

    public static IList List(FieldDescriptor field, IMessage message) => (IList)field.Accessor.GetValue(message);

    private static Gen<string> StringOf(FieldDescriptor field)
    {
        if (field.Name == "cleared")
        {
            return OneOf([.. field.ContainingType.Fields.InFieldNumberOrder()
                .Where(static other => other.Name != "cleared").Select(static other => other.JsonName), UnknownMember]);
        }
        return OneOf(field.FieldNumber == 1 || field.Name == "remove" ? Keys : Texts);
    }

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static IMessage New(MessageDescriptor type) => (IMessage)Activator.CreateInstance(type.ClrType)!;
}
