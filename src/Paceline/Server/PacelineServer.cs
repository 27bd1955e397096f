using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.HttpOverrides;
using Orleans.Configuration;
using Orleans.Serialization;
using Paceline.Contracts;
using Paceline.Dialing.Campaigns;
using Paceline.Endpoints;
using Paceline.Grains;
using Paceline.Processes;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>Who sees to it that there is a voice node.</summary>
internal enum VoiceNodeKeeper
{
    /// <summary>The server starts one, and again when it has died.</summary>
    Server,

    /// <summary>Somebody else; the server takes the one that answers on the socket.</summary>
    Other,
}

/// <summary>The server: store, grains, voice link, API, push and pages, put together.</summary>
internal static class PacelineServer
{
    /// <summary>The largest body of a command, in bytes.</summary>
    public const int CommandLengthMax = 256 * 1024;

    /// <summary>The largest calling list, in bytes: ten million rows and more; it is streamed.</summary>
    public const long ListLengthMax = 1L << 30;

    /// <summary>Builds a server that is not started.</summary>
    public static WebApplication Build(
        ServerSettings settings, SqliteStore store, VoiceLaunch voice, TimeProvider time, VoiceNodeKeeper keeper = VoiceNodeKeeper.Server)
    {
        // Named, because the program may be started under another name (tests do), and static files are found by it.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PacelineServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = CommandLengthMax; // A calling list has its own limit.
            kestrel.Listen(IPAddress.Loopback, settings.Port);
            if (settings.Port != 0 && Socket.OSSupportsIPv6)
            {
                kestrel.Listen(IPAddress.IPv6Loopback, settings.Port);
            }
        });
        Logs.Add(builder.Logging, settings.LogLevel);
        AddOrleans(builder);

        var services = builder.Services;
        services.AddSingleton(time);
        services.AddSingleton(settings);
        services.AddSingleton(store);
        services.AddSingleton<CommandsUnderWay>();
        services.AddSingleton(store.Ledger);
        services.AddSingleton(store.Queue);
        services.AddSingleton(voice);
        services.AddSingleton(voice.Address);
        services.AddSingleton(new AllowedHosts(settings.AllowedHosts));
        services.AddSingleton(new CampaignDefaults(CampaignRules.Default with { Trunk = VoiceLaunch.TrunkName, ReallyCall = settings.ReallyCall }));
        services.AddSingleton(settings.NotReadyReasons);
        services.AddSingleton<IRoster, Roster>();
        services.AddSingleton<IRecordCards, RecordCards>();
        services.AddSingleton<Desks>();
        services.AddSingleton<Journal>();
        services.AddSingleton<Screens>();
        services.AddSingleton<IScreens>(static p => p.GetRequiredService<Screens>());
        services.AddSingleton<Mailboxes>();
        services.AddSingleton<HelpShelf>();
        services.AddSingleton<ProgramFile>();
        services.AddSingleton<IReturnedCalls, ReturnedCallBook>();
        services.AddSingleton<VoiceLink>();
        services.AddSingleton<IVoiceNodes>(static p => p.GetRequiredService<VoiceLink>());
        if (keeper is VoiceNodeKeeper.Server)
        {
            services.AddHostedService(p => ActivatorUtilities.CreateInstance<VoiceNodeProcess>(p, settings.Data));
        }

        services.AddHostedService(static p => p.GetRequiredService<VoiceLink>());
        services.AddHostedService(static p => p.GetRequiredService<Screens>());
        services.AddHostedService<ListWatch>();
        services.AddHostedService<LostPages>();
        services.AddHostedService(static p => p.GetRequiredService<Mailboxes>());

        services.ConfigureHttpJsonOptions(static o =>
        {
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default.WithAddedModifier(PlainText.Demand));
            o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            o.SerializerOptions.AllowDuplicateProperties = false; // Which of the two would be meant, nobody knows.
            o.SerializerOptions.RespectNullableAnnotations = true;
            o.SerializerOptions.RespectRequiredConstructorParameters = true;
            o.SerializerOptions.Converters.Add(new ExactWords());
        });
        services.Configure<RouteHandlerOptions>(static o => o.ThrowOnBadRequest = true); // So that the refusal is a sentence (see Faults).
        Contract.Add(services);
        services.AddSignalR(static o =>
            {
                o.MaximumReceiveMessageSize = 32 * 1024;
                o.KeepAliveInterval = TimeSpan.FromSeconds(5); // A page whose network swallows everything knows it after three of them (hub.js).
            })
            .AddJsonProtocol(static o => o.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        services.AddDataProtection().SetApplicationName("paceline").PersistKeysToFileSystem(KeyFolder(settings.Data));
        services.AddResponseCompression(static o =>
        {
            // The page and the list of the program's parts, which are written anew for each request and hold nobody's secret: the page's nonce is another
            // one each time. All else is compressed by the build, or not at all.
            o.MimeTypes = ["text/html", "text/javascript"];
            o.EnableForHttps = true;
        });
        services.AddRazorComponents();
        AddSignIn(services);
        return Configure(builder.Build());
    }

    /// <summary>Where browsers find a started server.</summary>
    public static Uri AddressOf(WebApplication server) =>
        new(server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .First(static a => a.Contains("127.0.0.1", StringComparison.Ordinal)));

    private static void AddOrleans(WebApplicationBuilder builder) => builder.UseOrleans(static silo =>
    {
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0);
        silo.Configure<SiloMessagingOptions>(static o => o.ResponseTimeout = TimeSpan.FromSeconds(10));
        silo.Services.AddSerializer(static s => s.AddJsonSerializer(
            static type => type.Namespace?.StartsWith("Paceline.", StringComparison.Ordinal) is true, FactJson.Options));
    });

    private static void AddSignIn(IServiceCollection services)
    {
        const string Either = "either";
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, static o => o.ForwardDefaultSelector = static context =>
                KeyAuthentication.IsMeantBy(context.Request) ? KeyAuthentication.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null)
            .AddCookie(static o =>
            {
                o.Cookie.Name = "paceline"; // Host-only: two people can work side by side as localhost and 127.0.0.1.
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Strict;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // Loopback is plain HTTP.
                o.ExpireTimeSpan = TimeSpan.FromHours(12);
                o.Events.OnValidatePrincipal = static async c =>
                {
                    // A cookie that was copied before the sign-out is as dead as the one that the browser forgot.
                    var store = c.HttpContext.RequestServices.GetRequiredService<SqliteStore>();
                    if (await Caller.HasSignedOutAsync(c.Principal, store, c.HttpContext.RequestAborted))
                    {
                        c.RejectPrincipal();
                    }
                };
                o.Events.OnCheckSlidingExpiration = static c =>
                {
                    // An open page asks now and then whether it is signed in; that alone must not keep it so for ever.
                    c.ShouldRenew &= c.HttpContext.Request.Path != Contracts.Api.Me;
                    return Task.CompletedTask;
                };
                o.Events.OnRedirectToLogin = static c => Problems.WriteAsync(c.HttpContext, 401, "signed-out", "You are not signed in.",
                    "Open a sign-in link, or send a key. An agent gets a link from a supervisor; on the server: paceline link NAME --data DIR.");
                o.Events.OnRedirectToAccessDenied = static c => Problems.NotAllowedAsync(c.HttpContext);
            });
        services.AddAuthorizationBuilder()
            .AddPolicy(Caller.Agent, static p => p.RequireRole(Caller.Agent))
            .AddPolicy(Caller.Supervisor, static p => p.RequireRole(Caller.Supervisor));
    }

    private static WebApplication Configure(WebApplication server)
    {
        // A proxy of this machine says whether its browser came by https; nobody else reaches this port, and no foreign page can say it.
        server.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto });
        server.UseMiddleware<Gate>();
        server.UseResponseCompression();
        server.UseMiddleware<Faults>();
        server.Use(static (context, next) =>
        {
            // Idempotent commands are hashed after they were bound, so their body is kept; an import is not, it is streamed.
            if (context.Request.Headers.ContainsKey(Contracts.Api.IdempotencyKey)
                && context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is null)
            {
                context.Request.EnableBuffering(CommandLengthMax, CommandLengthMax);
            }

            return next(context);
        });
        server.UseAuthentication();
        server.UseMiddleware<WhosePage>();
        server.UseAuthorization();
        server.UseAntiforgery();
        server.MapStaticAssets();
        ProgramFile.Map(server);
        server.MapGet("/sign-in", static (IWebHostEnvironment environment) =>
            Results.Stream(environment.WebRootFileProvider.GetFileInfo("sign-in.html").CreateReadStream(), "text/html")).ExcludeFromDescription();
        server.MapSignIn();
        server.MapAgent();
        server.MapCallbacks();
        server.MapOutcomes();
        server.MapRules();
        server.MapMessages();
        server.MapSupervisor();
        server.MapTeam();
        server.MapLists();
        server.MapHelp();
        server.MapHub<DeskHub>(Contracts.Hub.Path);
        server.MapOpenApi();
        server.MapRazorComponents<App>()
            .WithStaticAssets()
            .AddAdditionalAssemblies(typeof(Paceline.Web.Routes).Assembly);
        return server;
    }

    /// <summary>Whoever reads these keys can make a cookie for anybody.</summary>
    private static DirectoryInfo KeyFolder(string data)
    {
        var path = Path.Combine(data, "keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A silo's port cannot be left to the kernel, so one is taken that was free a moment ago; loopback only.</summary>
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
