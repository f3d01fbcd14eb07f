using Microsoft.Extensions.Options;

namespace Fanout.Server.Access;

internal static class AccessRegistration
{
    private const string ClientName = "fanout.access";
    private const string RevokedClientName = "fanout.access.revoked";
    private const int KeysBytesMax = 256 * 1024;

    private static readonly TimeSpan KeysTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Opens everything to everyone.</summary>
    public static IServiceCollection AddOpenAccess(this IServiceCollection services) =>
        services.AddSingleton<IAccess, OpenAccess>().AddSingleton(AnonymousOrigins.Any).AddSingleton<Tickets>();

    /// <summary>Opens what was configured, to whom it was; nothing and nobody by default.</summary>
    public static IServiceCollection AddTokenAccess(this IServiceCollection services, Action<AccessOptions> configure)
    {
        services.AddOptions<AccessOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<Tickets>();
        services.AddSingleton<AccessMetrics>();
        services.AddHttpClient(ClientName, static client =>
        {
            client.Timeout = KeysTimeout;
            client.MaxResponseContentBufferSize = KeysBytesMax;
        });
        services.AddHttpClient(RevokedClientName, static client =>
        {
            client.Timeout = KeysTimeout;
            client.MaxResponseContentBufferSize = RevocationList.BytesMax;
        });
        services.AddSingleton<IReadOnlyList<Revocations>>(static provider =>
        {
            var http = provider.GetRequiredService<IHttpClientFactory>();
            return
            [
                .. provider.GetRequiredService<IOptions<AccessOptions>>().Value.Issuers
                    .Where(static issuer => issuer.Value.Revoked.Length > 0)
                    .Select(issuer => new Revocations(issuer.Key, issuer.Value.Revoked, http.CreateClient(RevokedClientName))),
            ];
        });
        services.AddHostedService<RevocationReader>();
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<AccessOptions>>().Value;
            return new AnonymousOrigins(options.AnonymousRights?.Origins, options.Issuers.Count > 0);
        });
        services.AddSingleton<IAccess>(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<AccessOptions>>().Value;
            var rules = new RightsRules(options);
            var time = provider.GetRequiredService<TimeProvider>();
            var http = provider.GetRequiredService<IHttpClientFactory>();
            var revocations = provider.GetRequiredService<IReadOnlyList<Revocations>>();
            return new TokenAccess(AnonymousOf(options, rules), options.Issuers.Select(named =>
            {
                var issuer = named.Value;
                var keys = new IssuerKeys(
                    cancellation => new KeySource(issuer.Keys, http.CreateClient(ClientName)).ReadAsync(cancellation), time);
                var revoked = revocations.FirstOrDefault(one => one.Issuer == named.Key);
                return new TokenIssuer(issuer, options.LifetimeMax, rules, keys, time, revoked);
            }), provider.GetRequiredService<AccessMetrics>());
        });
        return services;
    }

    /// <summary>Binds the section <c>Access</c>. One that is not known is refused: misspelt, it would open or close something else.</summary>
    /// <exception cref="InvalidOperationException">A setting is unknown, or its value cannot be read; the message names it.</exception>
    public static void Bind(IConfiguration settings, AccessOptions options)
    {
        try
        {
            settings.GetSection("Access").Bind(options, static binding => binding.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException failure) when (failure.InnerException is { } cause)
        {
            throw new InvalidOperationException($"Fanout:Access: {cause.Message}", failure); // the outer one names nothing
        }
    }

    private static Principal? AnonymousOf(AccessOptions options, RightsRules rules)
    {
        if (!options.Anonymous)
            return null;
        var form = options.AnonymousRights ?? new AnonymousForm();
        return form.TryRead(rules, out var rights, out var problem)
            ? new Principal("anonymous", 0, rights)
            : throw new InvalidOperationException($"Access:AnonymousRights: {problem}");
    }
}
