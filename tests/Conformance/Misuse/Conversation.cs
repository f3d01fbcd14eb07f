using Fanout.Conformance.Tests.Peers;
using static Fanout.Conformance.Tests.Peers.Opcodes;

namespace Fanout.Conformance.Tests.Misuse;

/// <summary>What a client says from its opening to its end, made of one number: the same number makes the same bytes.</summary>
internal sealed class Conversation
{
    private const int SayingsMax = 12;
    private const int TopicsMax = 5;

    private static readonly Wording[] Wordings = [new JsonWording(), new ProtoWording()];

    private static readonly string[] Offers =
    [
        "", "Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Extensions: x, permessage-deflate; client_max_window_bits",
        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9", // declined
    ];

    private readonly Random _random;
    private readonly string _match;
    private readonly Wording _wording;
    private readonly List<byte[]> _pieces = [];

    /// <param name="seed">The number.</param>
    /// <param name="match">A match that there is.</param>
    public Conversation(int seed, string match)
    {
        (_random, _match) = (new Random(seed), match);
        _wording = Wordings[_random.Next(Wordings.Length)];
        var offer = _random.Next(Offers.Length);
        Deflates = offer is 1 or 2;
        Request = Opening.Changed(Opening.Json, _wording.Name);
        if (offer > 0) Request = Opening.With(Offers[offer], Request);
        for (var left = _random.Next(SayingsMax); left > 0; left--) Say(NextMessage());
        Ending = Ending.Of(_random, _wording, Deflates);
        if (_random.Next(6) == 0) Damage();
    }

    public string Request { get; }

    /// <summary>Whether the server will agree to permessage-deflate.</summary>
    public bool Deflates { get; }

    /// <summary>What is sent, in this order and in these pieces; the last one is the ending's.</summary>
    public IReadOnlyList<byte[]> Pieces => [.. _pieces, Ending.Bytes];

    public Ending Ending { get; private set; }

    /// <summary>Bits were turned over somewhere: nobody knows what it says.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Whether the messages are JSON.</summary>
    public bool IsJson => _wording.Opcode == Text;

    /// <summary>Nonces of its pings, in their order.</summary>
    public List<uint> Asked { get; } = [];

    /// <summary>Something was said that later messages wait behind, so that a close may overtake them.</summary>
    public bool Waits { get; private set; }

    public override string ToString() =>
        $"{_wording.Name}{(Deflates ? ", deflating" : "")}, {_pieces.Count} pieces, {Ending.About}{(IsDamaged ? ", damaged" : "")}: {string.Join(' ', Pieces.Select(Convert.ToHexString))}";

    private byte[] NextMessage()
    {
        switch (_random.Next(7))
        {
            case 0:
                Waits = true;
                return _wording.Hello(_random.Next(2) == 0 ? "" : "a.b.c");
            case 1:
                return _wording.Unsubscribe(Enumerable.Range(0, _random.Next(TopicsMax)).Select(_ => (uint)_random.NextInt64(uint.MaxValue)));
            case 2:
                return _wording.OfLaterMinor();
            case 3 or 4:
                return _wording.Subscribe((uint)_random.Next(), Enumerable.Range(0, _random.Next(TopicsMax)).Select(_ => NextTopic()).ToList());
            default:
                var nonce = (uint)_random.NextInt64(uint.MaxValue + 1L);
                Asked.Add(nonce);
                return _wording.Ping(nonce);
        }
    }

    /// <summary>Of all kinds, known or not, with positions that are behind, ahead, or of another life.</summary>
    private (string Topic, uint Epoch, uint Seq, uint Delay) NextTopic()
    {
        string[] topics =
        [
            $"match/{_match}", $"score/{_match}", $"events/{_match}", "board/live", "board/sport/football", "match/nobody", "score/", "board/", "board/live/99",
            "board/team/%2f", "weather/today", "", "é", $"match/{new string('x', 65)}", $"board/team/{new string('x', 300)}",
        ];
        var delay = _random.Next(3) switch { 0 => 0u, 1 => (uint)_random.Next(121), _ => (uint)_random.NextInt64(uint.MaxValue) };
        return (topics[_random.Next(topics.Length)], (uint)_random.Next(3), (uint)_random.Next(_random.Next(2) == 0 ? 5 : int.MaxValue), delay);
    }

    /// <summary>A message in one frame or in several, compressed or not, with control frames between them, in one piece or in two.</summary>
    private void Say(byte[] message)
    {
        var deflated = Deflates && _random.Next(2) == 0;
        var payload = deflated ? Deflate.Deflated.Of(message) : message;
        var bytes = new List<byte>();
        var first = _wording.Opcode | (deflated ? Rsv1 : 0);
        var rest = payload.AsSpan();
        for (var left = _random.Next(3); left > 0; left--)
        {
            var size = _random.Next(rest.Length + 1);
            bytes.AddRange(Frames.Of(first, rest[..size], NextMask()));
            first = Continuation;
            rest = rest[size..];
            if (_random.Next(2) == 0) bytes.AddRange(Frames.Of(Final | (_random.Next(2) == 0 ? Ping : Pong), new byte[_random.Next(126)], NextMask()));
        }
        bytes.AddRange(Frames.Of(Final | first, rest, NextMask()));
        var cut = _random.Next(4) == 0 ? _random.Next(bytes.Count + 1) : bytes.Count;
        _pieces.Add([.. bytes[..cut]]);
        if (cut < bytes.Count) _pieces.Add([.. bytes[cut..]]);
    }

    private uint NextMask() => (uint)_random.NextInt64(uint.MaxValue + 1L);

    private void Damage()
    {
        var pieces = _pieces.Where(static piece => piece.Length > 0).ToList();
        if (pieces.Count == 0) return;
        for (var left = _random.Next(1, 5); left > 0; left--)
        {
            var piece = pieces[_random.Next(pieces.Count)];
            piece[_random.Next(piece.Length)] ^= (byte)(1 << _random.Next(8));
        }
        IsDamaged = true;
    }
}
