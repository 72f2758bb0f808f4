/** Words that many streets are named after: such a word, typed correctly, is no misspelling of another. */
export const frequentWords: ReadonlySet<string> = new Set(
  (
    'abattoir abbaye abbe abeille abeilles acacia acacias acier agneau aigle aigles ail air aire alizes ' +
    'allies alouette alouettes alpes amandier ambulance amiral amitie amour ancien ancienne ancre ane ' +
    'anemones ange anges anglais angle annee arbre arbres arc arcades ardoise arene argent argile armee armes ' +
    'armistice arsenal art artisan artisans arts asile atelier ateliers aube aubepine aubepines auberge aulne ' +
    'aulnes automne avenir avoine azalees bac bains bal balance balcon banc banque barbe barque barrage ' +
    'barriere bas base basse bassin bastion bataille bateau baume beau beffroi bel belle berceau berge berger ' +
    'bergere bergerie bergers bete biche biches bief bille billet bise blanc blanche ble bleu bleue bleuet ' +
    'bleuets bocage bocages bois boisson bon bonne bonnet bord bosquet bouc boucher boucherie bouchers boucle ' +
    'boulanger boulangers boule bouleau bouleaux boulet bourg bourse bouton branche bras brasserie brebis ' +
    'breche briere brique briques briqueterie brise brosse brouette bruyere bruyeres buis buisson buissons ' +
    'butte cabane cable cadet cadets cage caille cailles caillou cailloux calvaire camelias camp campagne ' +
    'canal canard canards canaux cane canne canon canons cap capucine capucines capucins cardinal carmel ' +
    'carmelites carmes carpe carre carrefour carriere carrieres carte caserne casernes casse castor castors ' +
    'cathedrale cave caves cedre cedres celliers cendre centre cerf cerfs cerise cerises cerisier cerisiers ' +
    'chaine chalet chalets chambre chameau champ champs chanoine chanson chanvre chapeau chapelle chapitre ' +
    'charbon chardon chardonneret charme charmes charmille charmilles charpentier charron charrons charrue ' +
    'chasse chasseur chasseurs chat chateau chateaux chaton chats chaud chaude chaume chaumes chaumiere ' +
    'chemin cheminee cheminots chene chenes cheval chevaux chevre chevres chien chiens ciel cigale cigales ' +
    'cigogne cigognes cimetiere cinema cirque citadelle clair claire clairiere clef cloche clocher cloches ' +
    'cloitre clos cloutier coin col college colline collines colombe colombes colombier colonie comedie ' +
    'comete commerce commune comte concorde coq coquelicot coquelicots coquille corbeau corde corderie ' +
    'cordiers corne corniche cote coteau coteaux cotes coton couchant coude coudrier couleuvre coupe courbe ' +
    'couronne course courte couvent craie creche crete creuse creux croissant croix cuir cuisine cure cygne ' +
    'cygnes cypres dahlias daim daims dame dames danse dauphin defense delices demi deporte deportes desert ' +
    'digue docks doree douane douce douves drap draperie droite duc ducs dune dunes eau eaux echelle ecluse ' +
    'ecole ecoles ecrivains ecu ecureuil ecureuils ecurie ecuries egalite eglantier eglantiers eglantine ' +
    'eglantines eglise eglises emeraude enclos enfants enfer epee epi epicea epine epines epinette erable ' +
    'erables escalier espace esperance est etable etain etang etangs etats ete etoile etoiles etroite europe ' +
    'eveche faisan faisans falaise fauvette fauvettes faux femme fer ferme fermes feu feuille feves fil ' +
    'filature fille filles fin flamme flandre fleur fleurs fleuve foin foire fond fonderie fontaine fontaines ' +
    'forage force foret forets forge forgeron forgerons forges fort forte fosse fosses fougere fougeres ' +
    'foulon four fours frais fraise fraises framboise france fraternite frene frenes frere freres froid ' +
    'froide fromage frontiere fusain fusilles futaie gai galerie galets gant gantier gantiers garde gardes ' +
    'gare garenne garennes gares gaz geai genet genets genevrier genevriers gentilhomme gerbe glace glacis ' +
    'glaieuls glycines gorge grain grand grande grange granges gravier graviers grenier greniers greve ' +
    'grillon grillons grive grives grotte grue grues gue guerre gui haie haies halle halles halte hangar ' +
    'haras harmonie haut haute hauteur hauts hermine heron herons hetre hetres hibou hirondelle hirondelles ' +
    'hiver homme hopital horloge hortensia hortensias hospice hotel houblon houx huile huit ile iles impasse ' +
    'industrie industries iris ivoire jacinthe jacinthes jardin jardinier jardins jasmin jasmins jaune jeu ' +
    'jeune jeunes jeunesse jeux jonc joncs jonquille jonquilles jour joutes juge jument justice lac laine ' +
    'laiterie lande landes lard large laurier lauriers lavande lavandes lavoir lavoirs legion leon lessive ' +
    'levant lezard lezards liberation liberte lierre lievre lievres ligne lilas lin linotte lion lions lis ' +
    'lisiere lit loge loges loin loire long longue loriot loriots loup loups lune lunette lycee lys macon ' +
    'macons madrid mai main maire mairie maison maisons maitre mal manege manoir manufacture marais marbre ' +
    'marche marches mare marechal mares marguerite marguerites marie marin marine marins marne marquis ' +
    'marronnier marronniers marteau martinet martyr martyrs mas masse mat matin mauve mauves meleze melezes ' +
    'menuisier mer mere merisier merisiers merle merles mesange mesanges metiers meule meules meunier ' +
    'meuniers midi miel mil milieu militaire mimosa mimosas mine mines mineur mineurs minimes mirabelle ' +
    'miroir moine moineau moineaux moines moisson moissons monastere monnaie mont montagne monts moulin ' +
    'moulins mousse moutarde mouton moutons muguet muguets mur muraille mure mures murier muriers murs musee ' +
    'myosotis myrtilles nation nations navette navires neige nenuphars noir noire noisetier noisetiers noix ' +
    'nord noyer noyers nuit oie oies oiseau oiseaux olive olivier oliviers ombre or orange oranger orangerie ' +
    'orangers oree orge orgue orme ormeau ormeaux ormes ortie orties ouest ours outre ouvriers paille pain ' +
    'paix palais palmier palmiers palombe panier panneau panorama paon papillon papillons paquerette ' +
    'paquerettes paradis parc pardon paroisse partisans pas passerelle passeur passeurs paume pave paves ' +
    'pavillon peche pecher pechers pecheur pecheurs peintre peintres pelerin pelerins pelouse penitents ' +
    'pensee pensees pente perche perdrix pere peres perle pervenche pervenches petit petite petits petunias ' +
    'peuplier peupliers pharmacie pie pied pierre pierres pies pigeon pigeons pin pinede pins pinson pinsons ' +
    'pivert pivoine pivoines place plage plaine plaines planche plante platane platanes plateau platre pluie ' +
    'plume poilus point pointe poirier poiriers pois poisson poissonnerie pomme pommeraie pommes pommier ' +
    'pommiers pompe pompes pompiers pont ponts porche port porte portes poste postes poterie poteries poterne ' +
    'potier potiers pots poudriere poule poulie prairial prairie prairies pre pres presbytere pressoir ' +
    'prevote prieur prieure prime primevere primeveres printemps prison professeur progres prolongee prune ' +
    'prunelle prunelles prunier pruniers puits quartier quatre quenouille quinconce rabot raisin rampe ' +
    'raquette rateau ravin regence regent reine reines rempart remparts renaissance renard renards renouveau ' +
    'repos republique reservoir resistance resistants retraite reunion rhone rivage rive riviere rivieres ' +
    'robin roc roche rocher rochers roches roi rois roitelet roitelets romaine roman romarin ronce ronces ' +
    'rond ronde rose roseau roseaux roseraie roses rosier rosiers rossignol rossignols roue rouet rouge ' +
    'rouges rouissoir route ruche ruches ruisseau ruisseaux sable sables sabliere sablon sablons sabot ' +
    'sabotier sac sacre sage saline salines salle salon sang sanglier sapeur sapeurs sapin sapinette ' +
    'sapiniere sapins sarrasin sauge saule saules saut savonnerie scierie seigle seigneur sel sellier sens ' +
    'sentinelle sept serin seringas serpent serre serres sevres siege silence silo sirene soie soir soldat ' +
    'soldats soleil solidarite sorbier sorbiers source sources sourire stade station sucre sucrerie sud ' +
    'sureau sureaux tabac taille taillis tambour tan tannerie tanneries tanneur tanneurs tapis tarin tarins ' +
    'taupe temple templiers tennis terrasse terrasses terre terres terril tertre theatre thym tilleul ' +
    'tilleuls tir tissage tisserand tisserands toile toiles tombe tonnelier tonneliers tonnelle torrent tour ' +
    'tourelle tourelles tournesol tournesols tours tourterelle tourterelles train tramway tranchee travail ' +
    'travailleurs trefle treille treilles tremble trembles tribunal trinite troene troenes trois truite tuile ' +
    'tuilerie tuiles tulipe tulipes tunnel union universite usine usines vache vaches val vallee vallees ' +
    'vallon vallons vanne vanneau vannier vanniers vedette velours vendange vendanges vent vents verdure ' +
    'verger vergers vergne vergnes verre verrerie vert verte vertu veuve viaduc victoire victoires vie ' +
    'vieille vierge vieux vigne vigneron vignerons vignes vignoble village villas ville vin violette ' +
    'violettes vipere vivier viviers voie voile voiles voilier volcan volontaires voutes wagon yeux zephyr'
  ).split(' '),
);
