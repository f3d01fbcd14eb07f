using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Push.Signing;

/// <summary>A request whose head was signed by a key of its feed. Its body is still to be looked at.</summary>
/// <param name="Feed">Which feed's.</param>
/// <param name="Signatures">By what; several where the feed changes over from key to key. All are taken, so that none is left to send it with again.</param>
/// <param name="Digest">SHA-256 of the body, as the signed head says.</param>
internal sealed record SignedRequest(SigningFeed Feed, IReadOnlyList<KeySignature> Signatures, byte[] Digest)
{
    /// <summary>The key that it is counted for: the first of several, since each of them alone may send as much.</summary>
    public string KeyId => Signatures[0].KeyId;
}

/// <summary>
/// Requests that are signed with a key of their feed: HTTP Message Signatures (RFC 9421) with <c>hmac-sha256</c> over at least
/// method, path, query and <c>Content-Digest</c> (RFC 9530).
/// </summary>
/// <remarks>
/// What is wrong is said as exactly as it is known, but who cannot sign learns nothing of feeds and keys: what a signature must
/// look like is asked first, then one answer is for a feed, a key and a signature that are not good, and validity and clock are
/// spoken of once the signature is right. Safe for concurrent use.
/// </remarks>
/// <param name="options">Keys.</param>
/// <param name="time">Clock.</param>
/// <param name="rememberedMax">How many requests of a feed are remembered.</param>
internal sealed class RequestSignatures(
    IOptions<PushOptions> options, TimeProvider time, int rememberedMax = RequestSignatures.RememberedMax)
{
    /// <summary>What a signature must cover, in the form of <c>Accept-Signature</c> (RFC 9421 §5.1).</summary>
    public const string Accepted = """
        sig1=("@method" "@path" "@query" "content-digest");created;alg="hmac-sha256"
        """;

    private const string InputField = "Signature-Input";
    private const string SignatureField = "Signature";
    private const string DigestField = "Content-Digest";
    private const string Algorithm = "hmac-sha256";
    private const string DigestAlgorithm = "sha-256";
    private const int ShownLengthMax = 64;
    private const string NotSigned = "the signature is not that of a key of this feed over this request";

    /// <summary>
    /// Of each feed, or one would take the room of all: 2,000 requests a second by a clock that is right, 1,000 by one that
    /// is a minute ahead; some 10 MB.
    /// </summary>
    private const int RememberedMax = 120_000;

    private static readonly string[] Needed = ["@method", "@path", "@query", "content-digest"];

    private readonly Dictionary<string, SigningFeed> _feeds = options.Value.SigningKeys.ToDictionary(
        static feed => feed.Key, feed => new SigningFeed(feed.Value, new ReplayWindow(time, rememberedMax)));

    /// <summary>Stands in for a key that is not there, so that the time of an answer says nothing of it either.</summary>
    private readonly SigningKey _nobodys = new(new SigningKeyOptions { Secret = RandomNumberGenerator.GetHexString(2 * SHA256.HashSizeInBytes) });

    /// <summary>Whether any feed has a key that signs.</summary>
    public bool AreKnown => _feeds.Count > 0;

    public static bool IsSigned(HttpRequest request) => request.Headers.ContainsKey(InputField);

    /// <summary>Judges the head of a request; null, and the fault, where no key of the feed has signed it.</summary>
    /// <remarks>Each signature is tried: a proxy may have signed as well, with a key of its own and an id that the feed has, too.</remarks>
    public SignedRequest? Read(HttpRequest request, string feed, out string fault)
    {
        fault = $"{InputField} is not a list of components with created, keyid and other strings and numbers";
        if (SignatureInput.ReadAll(FieldOf(request, InputField)) is not { } inputs) return null;
        var (known, now) = (_feeds.GetValueOrDefault(feed), time.GetUtcNow());
        var (good, furthest) = (new List<KeySignature>(), Reached.Nothing);
        foreach (var input in inputs)
        {
            var reached = Judge(request, input, known, now, out var signature, out var off);
            if (reached == Reached.Good) good.Add(signature!);
            else if (reached > furthest) (furthest, fault) = (reached, off);
        }
        if (good.Count == 0) return null;
        fault = $"{DigestField} has no {DigestAlgorithm}=:…:";
        return FieldReader.FindBytes(FieldOf(request, DigestField), DigestAlgorithm) is { } digest
            ? new SignedRequest(known!, good, digest)
            : null;
    }

    /// <summary>Whether a body is the one that was signed.</summary>
    public static bool IsBodyOf(SignedRequest signed, ReadOnlySpan<byte> body) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(body), signed.Digest);

    /// <summary>Takes a request, once. Asked when its body is known to be the right one: or whoever has seen the head could use it up.</summary>
    /// <remarks>Key and clock are judged again, since the body may have come slowly.</remarks>
    public Replay Take(SignedRequest signed)
    {
        var now = time.GetUtcNow();
        var answer = Replay.Late;
        foreach (var signature in signed.Signatures)
        {
            if (signature.Fault(now) is not null) continue;
            switch (signed.Feed.Taken.Take(signature.Bytes, signature.Ends))
            {
                case Replay.Again: return Replay.Again;
                case Replay.Full: return Replay.Full;
                case Replay.New:
                    answer = Replay.New;
                    break;
            }
        }
        return answer;
    }

    /// <summary>How far one signature comes, and either it or its fault.</summary>
    private Reached Judge(
        HttpRequest request, SignatureInput input, SigningFeed? known, DateTimeOffset now, out KeySignature? signature, out string fault)
    {
        signature = null;
        if (FormFault(request, input, out var text, out var bytes) is { } malformed)
        {
            fault = malformed;
            return Reached.Sight;
        }
        fault = NotSigned;
        var key = known?.Find(input.KeyId!) ?? _nobodys;
        if (!key.HasSigned(text, bytes)) return Reached.Form;
        var made = new KeySignature(input.KeyId!, key, input.Created!.Value, input.Expires, bytes);
        fault = made.Fault(now) ?? "";
        if (fault.Length > 0) return Reached.Signature;
        signature = made;
        return Reached.Good;
    }

    /// <summary>What a signature lacks, whoever made it; null: nothing.</summary>
    private static string? FormFault(HttpRequest request, SignatureInput input, out string text, out byte[] bytes)
    {
        (text, bytes) = ("", []);
        if (input.KeyId is null) return "the signature does not say by which key it is: it has no keyid";
        if (Needed.Except(input.Components).FirstOrDefault() is { } lack) return $"the signature does not cover \"{lack}\"";
        if ((input.Algorithm ?? Algorithm) != Algorithm) return $"alg \"{Shown(input.Algorithm!)}\" is not {Algorithm}";
        if (input.Created is null) return "the signature does not say when it was created";
        if (FieldReader.FindBytes(FieldOf(request, SignatureField), input.Label) is not { } found)
            return $"{SignatureField} has no {Shown(input.Label)}=:…:";
        if (SignatureBase.Of(request, input, out var missing) is not { } signed)
            return $"the signature covers \"{Shown(missing)}\", which is not there or not read here";
        (text, bytes) = (signed, found);
        return null;
    }

    private static string FieldOf(HttpRequest request, string name) => request.Headers[name].ToString();

    private static string Shown(string text) =>
        text.Length <= ShownLengthMax ? text : string.Concat(text.AsSpan(0, ShownLengthMax), "…");

    /// <summary>How far a signature came before something was wrong with it; of several, the one that came furthest is spoken of.</summary>
    private enum Reached
    {
        Nothing,

        /// <summary>Something is missing.</summary>
        Sight,

        /// <summary>It has all that it needs, and is none of a key of the feed.</summary>
        Form,

        /// <summary>It is right, and its time or its key's is not.</summary>
        Signature,
        Good,
    }
}
