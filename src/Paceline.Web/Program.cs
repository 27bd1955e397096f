using System.Globalization;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Paceline.Ui;
using Paceline.Web;
using Paceline.Web.Connection;
using Paceline.Web.Console;
using Paceline.Web.Sound;
using Paceline.Web.Workspace;

// The server's page has the place of the root component; behind it stand the owners of the screens.
var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<Routes>("#program");
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<SecondHand>();
builder.Services.AddSingleton<IFetch, BrowserFetch>();
builder.Services.AddSingleton<ApiClient>();
builder.Services.AddSingleton<ILiveLine, HubLine>();
builder.Services.AddSingleton<BrowserModule>();
builder.Services.AddSingleton<AgentLeg>();
builder.Services.AddSingleton<Desk>();
builder.Services.AddSingleton<Board>();
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture =
    Languages.CultureOf(Environment.GetEnvironmentVariable("PACELINE_REGION"));
await builder.Build().RunAsync();
