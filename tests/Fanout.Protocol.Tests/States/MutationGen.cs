using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Tests.States;

/// <summary>
/// Generates small changes of a message: most fields stay, some are set anew or cleared, some change within.
/// </summary>
internal static class MutationGen
{
    private static readonly Gen<Action<IMessage>> Nothing = Gen.Const<Action<IMessage>>(static _ => { });

    public static Gen<Action<IMessage>> Of(MessageDescriptor type, Func<FieldDescriptor, bool>? includes = null) =>
        type.Fields.InFieldNumberOrder().Where(includes ?? (static _ => true)).Aggregate(
            Nothing,
            static (mutation, field) => Gen.Select(mutation, OfField(field), Both));

    private static Action<IMessage> Both(Action<IMessage> first, Action<IMessage> second) => message =>
    {
        first(message);
        second(message);
    };

    private static Gen<Action<IMessage>> OfField(FieldDescriptor field)
    {
        var anew = MessageGen.Setter(field).Select<Action<IMessage>, Action<IMessage>>(set => message =>
        {
            field.Accessor.Clear(message);
            set(message);
        });
        if (field.IsRepeated) return Gen.Frequency((6, Nothing), (1, anew), (3, OfList(field)));
        if (field.FieldType != FieldType.Message) return Gen.Frequency((6, Nothing), (2, anew));
        return Gen.Frequency((5, Nothing), (1, anew), (3, Within(field)));
    }

    private static Gen<Action<IMessage>> Within(FieldDescriptor field) =>
        Of(field.MessageType).Select<Action<IMessage>, Action<IMessage>>(mutation => message =>
        {
            if (field.Accessor.GetValue(message) is IMessage inner) mutation(inner);
        });

    /// <summary>One element more, one fewer, or one that changes.</summary>
    private static Gen<Action<IMessage>> OfList(FieldDescriptor field)
    {
        var append =
            MessageGen.Value(field).Select<object, Action<IMessage>>(value => message =>
                MessageGen.List(field, message).Add(value));
        var removal = Gen.Int[0, 100].Select<int, Action<IMessage>>(at => message =>
        {
            var list = MessageGen.List(field, message);
            if (list.Count > 0) list.RemoveAt(at % list.Count);
        });
        if (field.FieldType != FieldType.Message) return Gen.OneOf(append, removal);
        var change =
            Gen.Select<int, Action<IMessage>, Action<IMessage>>(Gen.Int[0, 100], Of(field.MessageType),
                (at, mutation) => message =>
        {
            var list = MessageGen.List(field, message);
            if (list.Count > 0) mutation((IMessage)list[at % list.Count]!);
        });
        return Gen.OneOf(append, removal, change);
    }
}
