using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Protocol.Json;

/// <summary>Walks one text and fills a message. One use each.</summary>
internal ref struct ProtoJsonReader
{
    private const int NameLengthMax = 64;  // a longer name is no field of ours; compared without a string
    private const int ValueLengthMax = 64; // of a value quoted in an error

    private readonly JsonReadOptions _options;
    private readonly JsonPath _path = new();
    private Utf8JsonReader _json;
    private Leftovers _unknownMembers;
    private Leftovers _unknownEnumNames;

    private ProtoJsonReader(ReadOnlySpan<byte> utf8, JsonReadOptions options)
    {
        _options = options;
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = options.DepthMax });
    }

    public static JsonReadResult<T> Read<T>(ReadOnlySpan<byte> utf8, JsonReadOptions options)
        where T : class, IMessage<T>, new()
    {
        CheckSize(utf8.Length, options);
        if (!Utf8.IsValid(utf8)) throw new JsonFormatException("", "is not valid UTF-8");
        var reader = new ProtoJsonReader(utf8, options);
        try
        {
            var message = new T();
            reader.ReadRoot(message);
            return new JsonReadResult<T>(message, reader._unknownMembers.Result, reader._unknownEnumNames.Result);
        }
        catch (JsonException problem)
        {
            throw new JsonFormatException(reader._path.ToString(), Describe(problem));
        }
    }

    public static void CheckSize(long sizeBytes, JsonReadOptions options)
    {
        if (sizeBytes > options.BytesMax)
            throw new JsonFormatException("", $"text of {sizeBytes} bytes exceeds {options.BytesMax}");
    }

    private void ReadRoot(IMessage message)
    {
        var plan = MessagePlan.For(message.Descriptor);
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject) ThrowNot($"an object ({plan.Name})");
        ReadMessage(message, plan);
        _json.Read(); // refuses whatever follows but white space
    }

    private void ReadMessage(IMessage message, MessagePlan plan)
    {
        var seen = 0UL;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryField(plan, out var field, out var unknownName))
            {
                _path.Push(unknownName);
                _unknownMembers.Add(_path);
                _json.Skip();
                _path.Pop();
                continue;
            }
            _path.Push(field.Name);
            if ((seen & (1UL << field.Index)) != 0) Throw("stands here twice");
            seen |= 1UL << field.Index;
            _json.Read();
            if (_json.TokenType != JsonTokenType.Null) ReadField(message, field);
            _path.Pop();
        }
    }

    private void ReadField(IMessage message, FieldPlan field)
    {
        if (field.Repeated)
        {
            ReadList((IList)field.Accessor.GetValue(message), field);
            return;
        }
        if (field.Choice?.Accessor.GetCaseFieldDescriptor(message) is { } other)
            Throw($"cannot stand beside \"{other.JsonName}\": only one of them may be present");
        var value = ReadValue(field);
        if (value is not null) field.Accessor.SetValue(message, value);
    }

    private void ReadList(IList list, FieldPlan field)
    {
        if (_json.TokenType != JsonTokenType.StartArray) ThrowNot("a list");
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (list.Count == _options.ListCountMax) Throw($"has more than {_options.ListCountMax} elements");
            _path.Push(list.Count);
            var value = ReadValue(field);
            if (value is not null) list.Add(value);
            _path.Pop();
        }
    }

    /// <summary>The value at hand; null: an enum name that is not known, and may be.</summary>
    private object? ReadValue(FieldPlan field)
    {
        switch (field.Form)
        {
            case ValueForm.Boolean: return ReadBoolean();
            case ValueForm.Int32: return (int)ReadWhole(int.MinValue, int.MaxValue);
            case ValueForm.UInt32: return (uint)ReadWhole(uint.MinValue, uint.MaxValue);
            case ValueForm.Double: return ReadDouble();
            case ValueForm.String: return ReadString("a string");
            case ValueForm.Enum: return ReadEnum(field.Enum!);
            case ValueForm.Instant: return ReadInstant();
            default:
                if (_json.TokenType != JsonTokenType.StartObject) ThrowNot($"an object ({field.Child.Name})");
                var message = field.Child.Make();
                ReadMessage(message, field.Child);
                return message;
        }
    }

    private bool ReadBoolean()
    {
        if (_json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) ThrowNot("true or false");
        return _json.GetBoolean();
    }

    /// <summary>A whole number, also written as 1.0 or 1e2, as proto3's JSON mapping allows.</summary>
    private long ReadWhole(long min, long max)
    {
        if (_json.TokenType == JsonTokenType.Number)
        {
            if (_json.TryGetInt64(out var whole) && whole >= min && whole <= max) return whole;
            if (_json.TryGetDouble(out var number) && number >= min && number <= max && Math.Floor(number) == number)
                return (long)number;
        }
        ThrowNot($"a whole number from {min} to {max}");
        return 0;
    }

    private double ReadDouble()
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out var number) && double.IsFinite(number))
            return number;
        ThrowNot("a number between -1.8e308 and 1.8e308");
        return 0;
    }

    private readonly string ReadString(string expected)
    {
        if (_json.TokenType != JsonTokenType.String) ThrowNot(expected);
        return Text();
    }

    private object? ReadEnum(EnumPlan plan)
    {
        if (_json.TokenType == JsonTokenType.Number) return (int)ReadWhole(int.MinValue, int.MaxValue);
        if (_json.TokenType != JsonTokenType.String) ThrowNot($"one of {plan.Allowed}");
        if (plan.TryNumber(Text(), out var number)) return number;
        if (!_options.UnknownEnumNamesAllowed) ThrowNot($"one of {plan.Allowed}");
        _unknownEnumNames.Add(_path);
        return null;
    }

    private readonly Timestamp ReadInstant()
    {
        const string Expected = "an RFC 3339 date and time, e.g. 2026-11-22T18:00:00Z";
        if (!Rfc3339.TryParse(ReadString(Expected), out var instant)) ThrowNot(Expected);
        return instant;
    }

    private bool TryField(MessagePlan plan, [NotNullWhen(true)] out FieldPlan? field, out string unknownName)
    {
        unknownName = "";
        field = null;
        if (_json.ValueSpan.Length <= NameLengthMax)
        {
            Span<char> name = stackalloc char[NameLengthMax];
            try
            {
                if (plan.TryField(name[.._json.CopyString(name)], out field)) return true;
            }
            catch (InvalidOperationException)
            {
                // A lone surrogate: Text() says so.
            }
        }
        unknownName = Text();
        return false;
    }

    /// <summary>The string or name at hand.</summary>
    private readonly string Text()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException) // System.Text.Json's word for an escaped lone surrogate
        {
            throw new JsonFormatException(_path.ToString(), "holds half of a surrogate pair, which is not a character");
        }
    }

    private static string Describe(JsonException problem)
    {
        // The exception's text ends in its own idea of a place, counted from 0 and with a path that a plain reader does
        // not know.
        var text = problem.Message;
        var end = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end >= 0) text = text[..end];
        return $"not JSON at line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}: {text}";
    }

    [DoesNotReturn]
    private readonly void ThrowNot(string expected) => Throw($"{Quote()} is not {expected}");

    [DoesNotReturn]
    private readonly void Throw(string problem) => throw new JsonFormatException(_path.ToString(), problem);

    /// <summary>The value at hand as it stands in the text, for an error.</summary>
    private readonly string Quote()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject: return "an object";
            case JsonTokenType.StartArray: return "a list";
        }
        var value = Encoding.UTF8.GetString(_json.ValueSpan);
        if (value.Length > ValueLengthMax) value = string.Concat(value.AsSpan(0, ValueLengthMax), "…");
        return _json.TokenType == JsonTokenType.String ? $"\"{value}\"" : value;
    }

    /// <summary>Counts, and keeps the first few paths.</summary>
    private struct Leftovers
    {
        private int _count;
        private List<string>? _paths;

        public readonly JsonLeftovers Result => _count == 0 ? JsonLeftovers.None : new JsonLeftovers(_count, _paths!);

        public void Add(JsonPath path)
        {
            _count++;
            _paths ??= [];
            if (_paths.Count < JsonLeftovers.PathCountMax) _paths.Add(path.ToString());
        }
    }
}
