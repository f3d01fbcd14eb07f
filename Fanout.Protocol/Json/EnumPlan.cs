using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.Json;

/// <summary>Names and numbers of one enum, both ways.</summary>
internal sealed class EnumPlan
{
    private static readonly ConcurrentDictionary<EnumDescriptor, EnumPlan> Plans = new();

    private readonly FrozenDictionary<int, JsonEncodedText> _nameOf;
    private readonly FrozenDictionary<string, int> _numberOf;

    private EnumPlan(EnumDescriptor descriptor)
    {
        var values = descriptor.Values;
        _nameOf = values.ToFrozenDictionary(value => value.Number, value => JsonEncodedText.Encode(value.Name));
        _numberOf = values.ToFrozenDictionary(value => value.Name, value => value.Number, StringComparer.Ordinal);
        // UNSPECIFIED is readable, because it is printed, but nobody is advised to write it.
        Allowed = string.Join(", ", values.Where(value => value.Number != 0).Select(value => value.Name));
    }

    /// <summary>The names that say something, for errors.</summary>
    public string Allowed { get; }

    public static EnumPlan For(EnumDescriptor descriptor) =>
        Plans.GetOrAdd(descriptor, static key => new EnumPlan(key));

    public bool TryName(int number, out JsonEncodedText name) => _nameOf.TryGetValue(number, out name);

    public bool TryNumber(string name, out int number) => _numberOf.TryGetValue(name, out number);
}
