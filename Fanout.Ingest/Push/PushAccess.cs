using Fanout.Ingest.Http;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Push.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Push;

/// <summary>
/// Who may push for which feed: whoever shows a key of it, or has signed the request with one. Where a key is shown,
/// signatures are not looked at: they may be a proxy's.
/// </summary>
internal sealed class PushAccess(FeedKeys keys, RequestSignatures signatures, ILogger<PushAccess> logger)
{
    private const string RetryAfterSeconds = "60"; // most of what is remembered, if not all, is forgotten by then

    /// <summary>Judges the head of a request; null: it is well, as far as it goes.</summary>
    /// <param name="feed">As the request names it.</param>
    /// <param name="http">The request.</param>
    /// <param name="signed">What was signed, for <see cref="RefuseBody"/>; null: a key was shown.</param>
    public ProblemHttpResult? RefuseHead(string feed, HttpContext http, out SignedRequest? signed)
    {
        signed = null;
        var authorization = http.Request.Headers.Authorization;
        if (authorization.Count == 0 && RequestSignatures.IsSigned(http.Request))
        {
            signed = signatures.Read(http.Request, feed, out var fault);
            return signed is null ? Unsigned(feed, http, fault) : null;
        }
        switch (keys.Judge(authorization, feed))
        {
            case KeyVerdict.Unknown:
                Challenge(http);
                PushLog.KeyRefused(logger, Shown(feed));
                return IngestProblem.Of(401, "a feed key is needed: Authorization: Bearer <feed key>");
            case KeyVerdict.OtherFeed:
                return IngestProblem.Of(403, $"this key is not one of feed {Shown(feed)}");
            case KeyVerdict.NoSuchFeed:
                return IngestProblem.Of(404, $"there is no feed {Shown(feed)}");
        }
        return FeedName.IsValid(feed)
            ? null
            : IngestProblem.Of(404, $"feed \"{Shown(feed)}\" is not {FeedName.Form}");
    }

    /// <summary>Judges the body behind a signed head, and takes the signature: it is good once. Null: it is well.</summary>
    public ProblemHttpResult? RefuseBody(string feed, HttpContext http, SignedRequest signed, ReadOnlySpan<byte> body)
    {
        if (!RequestSignatures.IsBodyOf(signed, body))
            return Unsigned(feed, http, $"Content-Digest is not that of the body, which has {body.Length} bytes");
        switch (signatures.Take(signed))
        {
            case Replay.Again:
                return Unsigned(feed, http, "this signature was taken before: sign each request anew, with a nonce where two may be alike");
            case Replay.Late:
                return Unsigned(feed, http, "the body came so slowly that its signature, or the key, was no longer good at the end");
            case Replay.Full:
                http.Response.Headers.RetryAfter = RetryAfterSeconds;
                return IngestProblem.Of(503, $"too many signed requests of feed {feed} came within two minutes");
        }
        return null;
    }

    private ProblemHttpResult Unsigned(string feed, HttpContext http, string fault)
    {
        Challenge(http);
        PushLog.SignatureRefused(logger, Shown(feed), fault);
        return IngestProblem.Of(401, fault);
    }

    private void Challenge(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"feeds\"";
        if (signatures.AreKnown) http.Response.Headers["Accept-Signature"] = RequestSignatures.Accepted;
    }

    private static string Shown(string feed) =>
        feed.Length <= FeedName.LengthMax ? feed : string.Concat(feed.AsSpan(0, FeedName.LengthMax), "…");
}
