using System.Text.Json;

namespace Fanout.Ingest.Adapters.Json;

/// <summary>
/// Reads a JSON document of any size item by item. Items are the elements of a top-level array, the elements of arrays that are members of a
/// top-level object, and the other members of such an object. Only one item is in memory at a time.
/// </summary>
/// <remarks>
/// Where the document breaks off or stops being JSON, the items before it have been given and <see cref="Failure"/> says what is wrong and where:
/// JSON has no place to go on from. Alternative that lost: <c>JsonSerializer.DeserializeAsyncEnumerable</c>, which knows top-level arrays only.
/// </remarks>
internal sealed class JsonItems(Stream stream) : IDisposable
{
    /// <summary>The largest item that is read: a season's players in one member take about 2 MiB.</summary>
    public const int ItemBytesMax = 16 * 1024 * 1024;

    private const int BufferBytesFirst = 64 * 1024;

    private byte[] _buffer = new byte[BufferBytesFirst];
    private int _start;
    private int _end;
    private bool _streamEnded;
    private bool _markChecked;
    private JsonReaderState _state;
    private Step _step = Step.Document;
    private JsonDocument? _item;

    private enum Step
    {
        Document, // the first token is still to be read
        Members,  // between the members of the top-level object
        Value,    // after a member's name
        Elements, // between the elements of an array
        Trailer,  // after the top-level value
        Over,
    }

    /// <summary>Name of the member that holds the item; empty for the elements of a top-level array.</summary>
    public string Member { get; private set; } = "";

    /// <summary>Place in the array; −1 when the item is the member's value itself.</summary>
    public int Index { get; private set; } = -1;

    /// <summary>The item; valid until the next call of <see cref="MoveNext"/>.</summary>
    public JsonElement Current => _item!.RootElement;

    /// <summary>Where the item is, such as <c>events[535]</c>.</summary>
    public string Place => Index < 0 ? Member : $"{Member}[{Index}]";

    /// <summary>Why the reading ended before the document did; <see langword="null"/>: it did not.</summary>
    public (string Place, string Text)? Failure { get; private set; }

    /// <summary>Goes on to the next item; <see langword="false"/> at the end and at a failure.</summary>
    public bool MoveNext()
    {
        _item?.Dispose();
        _item = null;
        try
        {
            while (_step != Step.Over)
            {
                switch (TryStep())
                {
                    case Progress.Item:
                        return true;
                    case Progress.NeedsBytes when !Refill():
                        return false;
                }
            }
        }
        catch (JsonException wrong)
        {
            var text = wrong.Message.Split(" LineNumber:", 2)[0];
            var place = $"line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}";
            Fail(place, _streamEnded ? $"breaks off or is not JSON from here: {text}" : $"is not JSON from here: {text}");
        }
        catch (IOException failure)
        {
            Fail(Place, $"cannot be read on: {failure.Message}");
        }

        return false;
    }

    public void Dispose() => _item?.Dispose();

    private enum Progress
    {
        Token,
        Item,
        NeedsBytes,
    }

    private Progress TryStep()
    {
        if (!_markChecked) return Progress.NeedsBytes;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _streamEnded, _state);
        if (!reader.Read())
        {
            if (_streamEnded) _step = Step.Over;
            return _streamEnded ? Progress.Token : Progress.NeedsBytes;
        }

        var isItem = Enter(ref reader);
        if (isItem && !JsonDocument.TryParseValue(ref reader, out _item)) return Progress.NeedsBytes;
        if (isItem) Leave();
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        return isItem ? Progress.Item : Progress.Token;
    }

    /// <summary>Takes note of where the token stands; true when an item begins with it. Changes nothing when one does.</summary>
    private bool Enter(ref Utf8JsonReader reader)
    {
        switch (_step)
        {
            case Step.Document when reader.TokenType == JsonTokenType.StartArray:
                (_step, Member, Index) = (Step.Elements, "", -1);
                return false;
            case Step.Document when reader.TokenType == JsonTokenType.StartObject:
                _step = Step.Members;
                return false;
            case Step.Members when reader.TokenType == JsonTokenType.EndObject:
                _step = Step.Trailer;
                return false;
            case Step.Members:
                (_step, Member, Index) = (Step.Value, NameOf(ref reader), -1);
                return false;
            case Step.Value when reader.TokenType == JsonTokenType.StartArray:
                _step = Step.Elements;
                return false;
            case Step.Elements when reader.TokenType == JsonTokenType.EndArray:
                _step = Member.Length == 0 ? Step.Trailer : Step.Members;
                return false;
            default:
                return true;
        }
    }

    /// <summary>Moves on behind an item that was read whole.</summary>
    private void Leave()
    {
        if (_step == Step.Elements) Index++;
        _step = _step switch
        {
            Step.Elements => Step.Elements,
            Step.Value => Step.Members,
            _ => Step.Trailer, // the document is a single scalar
        };
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) // not UTF-8, or half a surrogate pair: a name that nobody looks for
        {
            return "?";
        }
    }

    /// <summary>Gets more bytes, in a larger buffer where the item fills this one.</summary>
    private bool Refill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            if (_buffer.Length >= ItemBytesMax)
            {
                Fail(Place, $"the next item exceeds {ItemBytesMax} bytes; nothing is read from here");
                return false;
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        // Filled to the end, because an item that is cut short is parsed again from its beginning.
        var room = _buffer.Length - _end;
        var count = stream.ReadAtLeast(_buffer.AsSpan(_end), room, throwOnEndOfStream: false);
        _streamEnded = count < room;
        _end += count;
        if (!_markChecked && _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _start = 3;
        _markChecked = true;
        return true;
    }

    private void Fail(string place, string text)
    {
        Failure = (place, text);
        _step = Step.Over;
    }
}
