using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Json;

/// <summary>What a message leaves out.</summary>
internal enum JsonStyle
{
    /// <summary>
    /// Everything without presence is printed, zeros and empty lists too: a reader need not know our defaults.
    /// </summary>
    Whole,

    /// <summary>
    /// Score events (canonical.proto) and all within them: an absent member says nothing about its field, so an empty
    /// string, an UNSPECIFIED and an empty list, which say nothing either, are left out. Numbers and booleans are
    /// printed.
    /// </summary>
    Event,
}

/// <summary>How one message is written and read; built once per descriptor and style.</summary>
internal sealed class MessagePlan
{
    private const int FieldCountMax = 64; // the reader's memory of what it has seen is one ulong

    private static readonly ConcurrentDictionary<(MessageDescriptor, JsonStyle), MessagePlan> Plans = new();

    private readonly FrozenDictionary<string, FieldPlan>.AlternateLookup<ReadOnlySpan<char>> _fieldOf;
    private readonly Func<IMessage> _make;

    private MessagePlan(MessageDescriptor descriptor, JsonStyle style)
    {
        var fields = descriptor.Fields.InDeclarationOrder();
        if (fields.Count > FieldCountMax)
        {
            throw new NotSupportedException(
                $"{descriptor.FullName} has {fields.Count} fields; the reader can tell apart {FieldCountMax}");
        }

        Name = descriptor.Name;
        Fields = [.. fields.Select((field, index) => new FieldPlan(field, index, style))];
        EmptyListsSilent = style == JsonStyle.Event || Fields.All(field => field.Repeated || field.HasPresence);
        _fieldOf = ByName(Fields).GetAlternateLookup<ReadOnlySpan<char>>();
        _make = MakerOf(descriptor);
    }

    public string Name { get; }
    public FieldPlan[] Fields { get; }

    /// <summary>
    /// Whether empty lists are left out. A message in which everything else can be absent is a change (MatchDelta,
    /// ScoreChange, IncidentEdits…): there an empty list means "unchanged". Any other is a state, and prints <c>[]</c>.
    /// </summary>
    public bool EmptyListsSilent { get; }

    public static MessagePlan For(MessageDescriptor descriptor, JsonStyle style = JsonStyle.Whole)
    {
        var own = descriptor.File == CanonicalReflection.Descriptor ? JsonStyle.Event : style;
        return Plans.GetOrAdd((descriptor, own), static key => new MessagePlan(key.Item1, key.Item2));
    }

    /// <summary>The field with this JSON name, or this name in the .proto file.</summary>
    public bool TryField(ReadOnlySpan<char> name, [NotNullWhen(true)] out FieldPlan? field) =>
        _fieldOf.TryGetValue(name, out field);

    public IMessage Make() => _make();

    private static FrozenDictionary<string, FieldPlan> ByName(FieldPlan[] fields)
    {
        var byName = new Dictionary<string, FieldPlan>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            byName[field.Name] = field;
            byName[field.OriginalName] = field;
        }
        return byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Func<IMessage> MakerOf(MessageDescriptor descriptor)
    {
        var generic = ((Delegate)MakeNew<Position>).Method.GetGenericMethodDefinition();
        return generic.MakeGenericMethod(descriptor.ClrType).CreateDelegate<Func<IMessage>>();
    }

    private static IMessage MakeNew<T>() where T : IMessage, new() => new T();
}
