using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Push.Signing;

/// <summary>A request whose head was signed by a key of its feed. Its body is still to be looked at.</summary>
/// <param name="Feed">Which feed's.</param>
/// <param name="Signature">By what.</param>
/// <param name="Digest">SHA-256 of the body, as the signed head says.</param>
internal sealed record SignedRequest(SigningFeed Feed, KeySignature Signature, byte[] Digest);

/// <summary>
/// Requests that are signed with a key of their feed: HTTP Message Signatures (RFC 9421) with <c>hmac-sha256</c> over at least
/// method, path, query and <c>Content-Digest</c> (RFC 9530).
/// </summary>
/// <remarks>
/// What is wrong is said as exactly as it is known, but who cannot sign hears no more than that: validity and clock are
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

    /// <summary>
    /// Of each feed, or one would take the room of all: 2,000 requests a second by a clock that is right, 1,000 by one that
    /// is a minute ahead; some 10 MB.
    /// </summary>
    private const int RememberedMax = 120_000;

    private static readonly string[] Needed = ["@method", "@path", "@query", "content-digest"];

    private readonly Dictionary<string, SigningFeed> _feeds = options.Value.SigningKeys.ToDictionary(
        static feed => feed.Key, feed => new SigningFeed(feed.Value, new ReplayWindow(time, rememberedMax)));

    /// <summary>Whether any feed has a key that signs.</summary>
    public bool AreKnown => _feeds.Count > 0;

    public static bool IsSigned(HttpRequest request) => request.Headers.ContainsKey(InputField);

    /// <summary>Judges the head of a request; null, and the fault, where no key of the feed has signed it.</summary>
    public SignedRequest? Read(HttpRequest request, string feed, out string fault)
    {
        if (SignatureInput.ReadAll(FieldOf(request, InputField)) is not { } inputs)
            return Fault(out fault, $"{InputField} is not a list of components with created, keyid and other strings and numbers");
        var known = _feeds.GetValueOrDefault(feed);
        var input = inputs.FirstOrDefault(input => input.KeyId is { } id && known?.Find(id) is not null) ?? inputs[0];
        if (input.KeyId is not { } keyId || known?.Find(keyId) is not { } key)
            return Fault(out fault, $"keyid \"{Shown(input.KeyId ?? "")}\" is not that of a signing key of this feed");
        if (Needed.Except(input.Components).FirstOrDefault() is { } lack)
            return Fault(out fault, $"the signature does not cover \"{lack}\"");
        if ((input.Algorithm ?? Algorithm) != Algorithm)
            return Fault(out fault, $"alg \"{Shown(input.Algorithm!)}\" is not {Algorithm}");
        if (input.Created is not { } created) return Fault(out fault, "the signature does not say when it was created");
        if (FieldReader.FindBytes(FieldOf(request, SignatureField), input.Label) is not { } signature)
            return Fault(out fault, $"{SignatureField} has no {Shown(input.Label)}=:…:");
        if (SignatureBase.Of(request, input, out var missing) is not { } text)
            return Fault(out fault, $"the signature covers \"{Shown(missing)}\", which is not there or not read here");
        if (!key.HasSigned(text, signature))
            return Fault(out fault, $"the signature is not that of key {keyId} over this request");
        var made = new KeySignature(keyId, key, created, input.Expires, signature);
        if (made.Fault(time.GetUtcNow()) is { } off) return Fault(out fault, off);
        if (FieldReader.FindBytes(FieldOf(request, DigestField), DigestAlgorithm) is not { } digest)
            return Fault(out fault, $"{DigestField} has no {DigestAlgorithm}=:…:");
        fault = "";
        return new SignedRequest(known, made, digest);
    }

    /// <summary>Whether a body is the one that was signed.</summary>
    public static bool IsBodyOf(SignedRequest signed, ReadOnlySpan<byte> body) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(body), signed.Digest);

    /// <summary>Takes a request, once. Asked when its body is known to be the right one: or whoever has seen the head could use it up.</summary>
    /// <remarks>Key and clock are judged again, since the body may have come slowly.</remarks>
    public Replay Take(SignedRequest signed) => signed.Signature.Fault(time.GetUtcNow()) is null
        ? signed.Feed.Taken.Take(signed.Signature.Bytes, signed.Signature.Ends)
        : Replay.Late;

    private static string FieldOf(HttpRequest request, string name) => request.Headers[name].ToString();

    private static SignedRequest? Fault(out string fault, string text)
    {
        fault = text;
        return null;
    }

    private static string Shown(string text) =>
        text.Length <= ShownLengthMax ? text : string.Concat(text.AsSpan(0, ShownLengthMax), "…");
}
