using Paceline.Contracts;
using Paceline.Web.Console;
using Paceline.Web.Workspace;

namespace Paceline.Web.Help;

/// <summary>Which page of the help belongs to which screen. The pages are wwwroot/help/LANGUAGE/NAME.md.</summary>
public static class HelpNames
{
    /// <summary>The page that names all others.</summary>
    public const string Start = "start";

    /// <summary>Before the name, in an address.</summary>
    public const string Root = "/help/";

    /// <summary>For what an agent sees.</summary>
    public static string Of(View view, SidePanel panel, AgentState state, bool leaving) => (view, panel) switch
    {
        (_, SidePanel.Messages) => "messages",
        (_, SidePanel.Keys) => "keys",
        (View.Campaigns, _) => "campaigns",
        (View.Callbacks, _) => "callbacks",
        (View.Channels, _) => "channels",
        _ when leaving => "sign-out",
        _ => state switch
        {
            AgentState.Offered or AgentState.Previewing or AgentState.Calling => "preview",
            AgentState.Talking => "call",
            AgentState.WrapUp => "outcome",
            AgentState.SignedOut or AgentState.NotReady or AgentState.Ready or AgentState.Reserved => "status",
        },
    };

    /// <summary>For a page of the console.</summary>
    public static string Of(ConsolePage page) => page.Slug.Length == 0 ? "live" : page.Slug;
}
