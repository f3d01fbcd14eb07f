using Fanout.Server.Access;
using Fanout.Server.Admission;
using Fanout.Server.Topics;

namespace Fanout.Server.Http;

/// <summary>
/// Asks who reads before anything is read, and whether it may: for a token where anonymous reading is not open, and whether
/// the topic that an endpoint named with <see cref="ReadAccessExtensions.Reads"/> is open.
/// </summary>
internal sealed class ReadAccess(IAccess access, AnonymousOrigins origins, Tickets tickets, ConnectionGate gate) : IEndpointFilter
{
    private const string Scheme = "Bearer ";
    private const int RetryAfterSeconds = 10; // so often keys are looked for

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var header = http.Request.Headers.Authorization.ToString();
        var principal = access.Anonymous;
        var hasToken = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        if (hasToken)
        {
            AccessVerdict verdict;
            try
            {
                verdict = await access.AuthorizeAsync(header[Scheme.Length..].Trim(), http.RequestAborted);
            }
            catch (AccessUnavailableException)
            {
                return Problem.Unavailable(http, "whether the token is good cannot be told now", RetryAfterSeconds);
            }
            if (!verdict.IsGranted)
                return Refuse(http, "invalid_token", Problem.NotAuthorized(verdict.Problem));
            principal = verdict.Principal;
        }
        if (TakesTickets.Of(http) is { } ticket)
        {
            if (hasToken)
                return Problem.Invalid($"{TakesTickets.Parameter}: the request shows a token as well; one of the two is enough");
            if (!tickets.TryTake(ticket, out principal))
                return Refuse(http, "invalid_token", Problem.NotAuthorized(Tickets.Refusal));
            hasToken = true; // it was shown for the ticket
        }
        if (principal is null)
            return Refuse(http, null, Problem.NotAuthorized());
        var origin = http.Request.Headers.Origin.Count > 0 ? http.Request.Headers.Origin.ToString() : null;
        if (!hasToken && !origins.Allows(origin))
        {
            gate.CountRefused(RefusalReason.Origin);
            return Problem.Forbidden(AnonymousOrigins.Refusal(origin));
        }
        http.Features.Set(principal);
        if (hasToken)
            http.Features.Set(GoodToken.Shown);
        var reads = http.GetEndpoint()?.Metadata.GetMetadata<TopicOfRequest>()
            ?? throw new InvalidOperationException($"{http.Request.Path}: nobody said what of the topics this reads");
        if (reads.Of(http) is not { } topic || principal.Rights.MaySee(topic))
            return await next(context);
        return hasToken
            ? Refuse(http, "insufficient_scope", Problem.Forbidden($"{topic}: the token does not allow it"))
            : Refuse(http, null, Problem.NotAuthorized());
    }

    /// <param name="http">The request.</param>
    /// <param name="error">What was wrong with its token (RFC 6750 §3.1); null where it had none.</param>
    /// <param name="problem">The answer.</param>
    private static IResult Refuse(HttpContext http, string? error, IResult problem)
    {
        http.Response.Headers.WWWAuthenticate = error is null ? "Bearer" : $"Bearer error=\"{error}\"";
        return problem;
    }
}

/// <summary>Stands at a request that showed a token, or a ticket that was made for one, which was judged and is good.</summary>
internal sealed class GoodToken
{
    public static readonly GoodToken Shown = new();
}

/// <summary>The topic that a request reads of; null where it reads none, or its name is none, or is asked for each by each.</summary>
internal sealed record TopicOfRequest(Func<HttpContext, TopicName?> Of);

internal static class ReadAccessExtensions
{
    /// <summary>Says which topic an endpoint reads: it is not asked where its reader may not see that.</summary>
    public static TBuilder Reads<TBuilder>(this TBuilder endpoint, Func<HttpContext, TopicName?> topicOf)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new TopicOfRequest(topicOf));

    /// <summary>An endpoint that asks by itself, for each match or topic of its answer.</summary>
    public static TBuilder ReadsMany<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.Reads(static _ => null);

    /// <summary>A topic of the match in the path.</summary>
    public static TBuilder ReadsMatch<TBuilder>(this TBuilder endpoint, TopicKind kind)
        where TBuilder : IEndpointConventionBuilder => endpoint.Reads(http =>
            http.Request.RouteValues["id"] is string id ? new TopicName(kind, id, 1) : null);

    /// <summary>Who reads a request that <see cref="ReadAccess"/> let through.</summary>
    public static Principal Reader(this HttpContext http) =>
        http.Features.Get<Principal>() ?? throw new InvalidOperationException("the request did not pass access");

    /// <summary>Whether it showed a token that is good, and is not merely let in without one.</summary>
    public static bool HasToken(this HttpContext http) => http.Features.Get<GoodToken>() is not null;
}
