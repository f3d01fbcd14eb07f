using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Editors;

public static class EditorsRegistration
{
    /// <summary>Adds who may do what only editors do; endpoints ask for it with <c>NeedsRole</c>.</summary>
    public static IServiceCollection AddEditors(this IServiceCollection services, Action<EditorsOptions>? configure = null)
    {
        var options = services.AddOptions<EditorsOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<EditorsOptions>, EditorsOptionsValidator>();
        services.AddSingleton<EditorTokens>();
        services.AddProblemDetails();
        return services;
    }
}
